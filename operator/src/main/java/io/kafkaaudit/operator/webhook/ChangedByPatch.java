package io.kafkaaudit.operator.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkaaudit.operator.platform.ChangedBy;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@link ChangedBy#ANNOTATION} of an AuditLog or AuditCredential that is created or
 * updated: who asks for something new is written down, and whatever the request says about it
 * itself is replaced by what is true. Pure.
 */
final class ChangedByPatch {
  /** Annotations that ask the operator for something, as {@code kafkaaudit.io/rotate} does. */
  private static final String OURS = "kafkaaudit.io/";

  private static final String PATH = "/metadata/annotations";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ChangedByPatch() {}

  /**
   * JSON Patch; empty: the annotation is right.
   *
   * @param old what is stored; null: it is created
   * @param object as the request has it
   * @param user as the API server tells it
   */
  static ArrayNode of(@Nullable JsonNode old, JsonNode object, String user) {
    String wanted = value(old, object, user);
    String present = annotations(object).get(ChangedBy.ANNOTATION);
    ArrayNode patch = JSON.arrayNode();
    if (wanted == null ? present == null : wanted.equals(present)) {
      return patch;
    }
    ObjectNode operation = patch.addObject();
    String path = PATH + "/" + ChangedBy.ANNOTATION.replace("/", "~1");
    if (wanted == null) {
      operation.put("op", "remove").put("path", path);
    } else if (object.at(PATH).isObject()) {
      operation.put("op", "add").put("path", path).put("value", wanted);
    } else {
      operation.put("op", "add").put("path", PATH);
      operation.putObject("value").put(ChangedBy.ANNOTATION, wanted);
    }
    return patch;
  }

  private static @Nullable String value(@Nullable JsonNode old, JsonNode object, String user) {
    if (old == null) {
      return ChangedBy.of(user, 1).toAnnotation();
    }
    long generation = Math.max(1, old.at("/metadata/generation").asLong());
    // As the API server counts: all but metadata and status, which is the spec.
    if (!object.path("spec").equals(old.path("spec"))) {
      return ChangedBy.of(user, generation + 1).toAnnotation();
    }
    boolean asks = !requests(object).equals(requests(old));
    return asks
        ? ChangedBy.of(user, generation).toAnnotation()
        : annotations(old).get(ChangedBy.ANNOTATION);
  }

  private static Map<String, String> requests(JsonNode object) {
    Map<String, String> requests = annotations(object);
    requests.keySet().removeIf(name -> !name.startsWith(OURS));
    requests.remove(ChangedBy.ANNOTATION);
    return requests;
  }

  private static Map<String, String> annotations(JsonNode object) {
    Map<String, String> annotations = new TreeMap<>();
    object.at(PATH).properties().forEach(e -> annotations.put(e.getKey(), e.getValue().asText()));
    return annotations;
  }
}
