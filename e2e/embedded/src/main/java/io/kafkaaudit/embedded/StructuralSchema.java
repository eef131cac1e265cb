package io.kafkaaudit.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * What a CRD's OpenAPI schema asks of a resource: defaults, known fields, types and limits. CEL
 * rules are left to a real API server.
 */
final class StructuralSchema {

  private final JsonNode root;

  /**
   * @param root the CRD version's {@code openAPIV3Schema}
   */
  StructuralSchema(JsonNode root) {
    this.root = root;
  }

  JsonNode root() {
    return root;
  }

  /** The default of {@code .status}, missing where there is none. */
  JsonNode statusDefault() {
    return root.path("properties").path("status").path("default");
  }

  void fillDefaults(ObjectNode resource) {
    fillDefaults(resource, root);
  }

  private static void fillDefaults(JsonNode value, JsonNode schema) {
    if (value instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
        if (object.path(field.getKey()).isNull()) {
          object.remove(field.getKey());
        }
        if (!object.has(field.getKey()) && field.getValue().has("default")) {
          object.set(field.getKey(), field.getValue().get("default").deepCopy());
        }
      }
    }
    forEachChild(value, schema, StructuralSchema::fillDefaults);
  }

  /** Paths of fields that the schema does not know; they are removed from the resource. */
  List<String> prune(ObjectNode resource) {
    List<String> unknown = new ArrayList<>();
    for (String part : List.of("spec", "status")) {
      prune(part, resource.path(part), root.path("properties").path(part), unknown);
    }
    return unknown;
  }

  private static void prune(String path, JsonNode value, JsonNode schema, List<String> unknown) {
    if (value instanceof ObjectNode object && schema.has("properties")) {
      for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (!schema.get("properties").has(name)) {
          unknown.add(path + "." + name);
          names.remove();
        }
      }
    }
    forEachChild(
        value, schema, path, (at, child, childSchema) -> prune(at, child, childSchema, unknown));
  }

  /** What is wrong, as the API server words it; empty where nothing is. */
  List<String> violations(JsonNode resource) {
    List<String> wrong = new ArrayList<>();
    for (JsonNode name : root.path("required")) {
      if (!resource.has(name.asText())) {
        wrong.add(name.asText() + ": Required value");
      }
    }
    for (String part : List.of("spec", "status")) {
      if (resource.has(part)) {
        check(part, resource.get(part), root.path("properties").path(part), wrong);
      }
    }
    return wrong;
  }

  private static void check(String path, JsonNode value, JsonNode schema, List<String> wrong) {
    String type = schema.path("type").asText();
    if (!isOfType(value, type)) {
      wrong.add(
          "%s: Invalid value: \"%s\": %s in body must be of type %s: \"%s\""
              .formatted(path, typeOf(value), path, type, typeOf(value)));
      return;
    }
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      wrong.add(
          "%s: Unsupported value: %s: supported values: %s"
              .formatted(path, value, joined(schema.get("enum"))));
    }
    if (schema.has("pattern")
        && !Pattern.compile(schema.get("pattern").asText()).matcher(value.asText()).find()) {
      invalid(wrong, path, value, "should match '" + schema.get("pattern").asText() + "'");
    }
    if (schema.has("minimum") && value.asDouble() < schema.get("minimum").asDouble()) {
      invalid(
          wrong,
          path,
          value,
          "should be greater than or equal to " + schema.get("minimum").asLong());
    }
    if (schema.has("maximum") && value.asDouble() > schema.get("maximum").asDouble()) {
      invalid(
          wrong, path, value, "should be less than or equal to " + schema.get("maximum").asLong());
    }
    size(wrong, path, value, schema, "Length", value.asText().length(), "chars long");
    size(wrong, path, value, schema, "Items", value.size(), "items");
    size(wrong, path, value, schema, "Properties", value.size(), "properties");
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        wrong.add(path + "." + name.asText() + ": Required value");
      }
    }
    forEachChild(
        value, schema, path, (at, child, childSchema) -> check(at, child, childSchema, wrong));
  }

  private static void size(
      List<String> wrong,
      String path,
      JsonNode value,
      JsonNode schema,
      String what,
      int size,
      String unit) {
    if (schema.has("min" + what) && size < schema.get("min" + what).asInt()) {
      invalid(
          wrong,
          path,
          value,
          "should have at least " + schema.get("min" + what).asInt() + " " + unit);
    }
    if (schema.has("max" + what) && size > schema.get("max" + what).asInt()) {
      wrong.add(
          "%s: Too %s: must have at most %d %s"
              .formatted(
                  path,
                  "Length".equals(what) ? "long" : "many",
                  schema.get("max" + what).asInt(),
                  unit));
    }
  }

  private static void invalid(List<String> wrong, String path, JsonNode value, String rule) {
    wrong.add("%s: Invalid value: %s: %s in body %s".formatted(path, value, path, rule));
  }

  private static boolean isOfType(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> true;
    };
  }

  private static String typeOf(JsonNode value) {
    return value.isIntegralNumber()
        ? "integer"
        : value.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (JsonNode item : list) {
      if (item.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static String joined(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.toString()));
    return String.join(", ", texts);
  }

  private interface Visitor {
    void visit(String path, JsonNode value, JsonNode schema);
  }

  private static void forEachChild(
      JsonNode value, JsonNode schema, BiConsumer<JsonNode, JsonNode> visitor) {
    forEachChild(
        value, schema, "", (path, child, childSchema) -> visitor.accept(child, childSchema));
  }

  private static void forEachChild(JsonNode value, JsonNode schema, String path, Visitor visitor) {
    if (value instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        visitor.visit(path + "[" + i + "]", list.get(i), schema.path("items"));
      }
    } else if (value instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        JsonNode known = schema.path("properties").path(field.getKey());
        visitor.visit(
            path + "." + field.getKey(),
            field.getValue(),
            known.isMissingNode() ? schema.path("additionalProperties") : known);
      }
    }
  }
}
