package io.kafkaaudit.operator.conditions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.KeyState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Cuts a status to what the schema of its kind admits, for the API server refuses all of a status
 * of which one list or text is too long. What is left out of a list is counted in the field beside
 * it whose name ends in Omitted. Immutable.
 *
 * @param <S> the status
 */
final class StatusLimits<S> {
  private static final KubernetesSerialization JSON = new KubernetesSerialization();
  private static final String OMITTED = "Omitted";

  /** The list that says who may read: what is a grant is never left out of it. */
  private static final String KEYS = "keys";

  private final Class<S> type;
  private final JSONSchemaProps schema;

  private StatusLimits(Class<S> type, JSONSchemaProps schema) {
    this.type = type;
    this.schema = schema;
  }

  /** Of the status, in the only version of the kind. */
  static JSONSchemaProps schema(CustomResourceDefinition crd) {
    return Objects.requireNonNull(
        crd.getSpec()
            .getVersions()
            .get(0)
            .getSchema()
            .getOpenAPIV3Schema()
            .getProperties()
            .get("status"),
        crd.getMetadata().getName());
  }

  /** Of the schema that this version of the operator brings. */
  static <S> StatusLimits<S> of(Class<? extends CustomResource<?, S>> kind, Class<S> type) {
    String file = "/META-INF/fabric8/" + CustomResource.getCRDName(kind) + "-v1.yml";
    try (InputStream crd = StatusLimits.class.getResourceAsStream(file)) {
      JSONSchemaProps status = schema(Serialization.unmarshal(crd, CustomResourceDefinition.class));
      return new StatusLimits<>(type, status);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The status itself where it fits. */
  S cut(S status) {
    ObjectNode tree = JSON.convertValue(status, ObjectNode.class);
    ObjectNode before = tree.deepCopy();
    cutFields(tree, schema);
    return tree.equals(before) ? status : JSON.convertValue(tree, type);
  }

  private static JsonNode cut(String name, JsonNode value, JSONSchemaProps schema) {
    if (value instanceof TextNode text && schema.getMaxLength() != null) {
      return TextNode.valueOf(ShortText.of(text.asText(), schema.getMaxLength().intValue()));
    }
    if (value instanceof ObjectNode object && schema.getProperties() != null) {
      cutFields(object, schema);
    } else if (value instanceof ArrayNode list && schema.getItems() != null) {
      cutItems(name, list, schema);
    }
    return value;
  }

  private static void cutFields(ObjectNode object, JSONSchemaProps schema) {
    for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
      String name = field.getKey();
      JSONSchemaProps limits = schema.getProperties().get(name);
      if (limits == null) {
        continue;
      }
      int size = field.getValue().size();
      JsonNode cut = cut(name, field.getValue(), limits);
      object.set(name, cut);
      int omitted = size - cut.size();
      if (omitted > 0 && schema.getProperties().containsKey(name + OMITTED)) {
        object.put(name + OMITTED, object.path(name + OMITTED).asInt() + omitted);
      }
    }
  }

  private static void cutItems(String name, ArrayNode list, JSONSchemaProps schema) {
    if (schema.getMaxItems() != null && list.size() > schema.getMaxItems()) {
      List<JsonNode> kept = kept(name, list, schema.getMaxItems().intValue());
      list.removeAll();
      list.addAll(kept);
    }
    for (int i = 0; i < list.size(); i++) {
      list.set(i, cut("", list.get(i), schema.getItems().getSchema()));
    }
  }

  /** The first ones. Orphaned keys are found again in Kafka at each pass; grants nowhere. */
  private static List<JsonNode> kept(String name, ArrayNode list, int most) {
    long grants = 0;
    for (JsonNode item : list) {
      grants += mayBeLeftOut(name, item) ? 0 : 1;
    }
    List<JsonNode> kept = new ArrayList<>();
    long room = most - grants;
    for (JsonNode item : list) {
      if (!mayBeLeftOut(name, item) || room-- > 0) {
        kept.add(item);
      }
    }
    return kept;
  }

  private static boolean mayBeLeftOut(String list, JsonNode item) {
    return !list.equals(KEYS) || KeyState.Orphaned.name().equals(item.path("state").asText());
  }
}
