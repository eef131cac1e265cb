package io.kafkaaudit.chart;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The single values of a values.yaml: everything that is no map, and maps that are free (empty by
 * default, or Kubernetes' own).
 */
final class Leaves {
  private static final java.util.Set<String> FREE =
      java.util.Set.of("resources", "labels", "annotations", "podLabels", "podAnnotations");

  private Leaves() {}

  static Map<JsonPointer, JsonNode> of(ObjectNode values) {
    Map<JsonPointer, JsonNode> leaves = new LinkedHashMap<>();
    collect(JsonPointer.empty(), values, leaves);
    return leaves;
  }

  private static void collect(
      JsonPointer at, ObjectNode values, Map<JsonPointer, JsonNode> leaves) {
    values
        .properties()
        .forEach(
            entry -> {
              JsonPointer here = at.appendProperty(entry.getKey());
              boolean branch =
                  entry.getValue() instanceof ObjectNode object
                      && !object.isEmpty()
                      && !FREE.contains(entry.getKey());
              if (branch) {
                collect(here, (ObjectNode) entry.getValue(), leaves);
              } else {
                leaves.put(here, entry.getValue());
              }
            });
  }

  /** A copy without, or with another, value at that place. */
  static ObjectNode with(ObjectNode values, JsonPointer at, JsonNode value) {
    ObjectNode copy = values.deepCopy();
    ObjectNode parent = copy;
    for (JsonPointer p = at; !p.tail().matches(); p = p.tail()) {
      parent = parent.withObjectProperty(p.getMatchingProperty());
    }
    String name = at.last().getMatchingProperty();
    if (value == null) {
      parent.remove(name);
    } else {
      parent.set(name, value);
    }
    return copy;
  }

  /** As people write it: {@code controller.replicas}. */
  static String path(JsonPointer at) {
    return at.toString().substring(1).replace('/', '.');
  }
}
