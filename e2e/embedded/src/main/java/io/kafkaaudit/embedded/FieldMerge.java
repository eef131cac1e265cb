package io.kafkaaudit.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Server-side apply and JSON merge patch (RFC 7386) on JSON trees.
 *
 * <p>Unlike a real API server, apply knows no conflicts, and a field that two managers applied goes
 * when one of them drops it.
 */
final class FieldMerge {

  private FieldMerge() {}

  /** The object after a JSON merge patch: null removes, arrays are replaced. */
  static JsonNode mergePatch(JsonNode now, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch;
    }
    ObjectNode result = objectOf(now);
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      if (change.getValue().isNull()) {
        result.remove(change.getKey());
      } else {
        result.set(change.getKey(), mergePatch(result.path(change.getKey()), change.getValue()));
      }
    }
    return result;
  }

  /**
   * The value after a manager applied {@code wanted}.
   *
   * @param previous what the same manager applied before, else missing: what it no longer names is
   *     removed
   * @param schema the value's schema, missing for built-in types
   * @param name the field's name, by which lists of metadata are known
   */
  static JsonNode apply(
      JsonNode now, JsonNode previous, JsonNode wanted, JsonNode schema, String name) {
    if (wanted instanceof ObjectNode fields) {
      ObjectNode result = objectOf(now);
      Set<String> names = new TreeSet<>();
      previous.fieldNames().forEachRemaining(names::add);
      fields.fieldNames().forEachRemaining(names::add);
      for (String field : names) {
        JsonNode left =
            merged(
                result.path(field),
                previous.path(field),
                fields.path(field),
                property(schema, field),
                field);
        set(result, field, left);
      }
      return result;
    }
    if (wanted instanceof ArrayNode items) {
      List<String> keys = keysOf(schema, name);
      return keys.isEmpty() ? items : applyByKey(now, previous, items, schema, keys);
    }
    return wanted;
  }

  /**
   * As apply, where {@code wanted} may be missing: then what the manager applied before is removed.
   */
  private static JsonNode merged(
      JsonNode now, JsonNode previous, JsonNode wanted, JsonNode schema, String name) {
    if (!wanted.isMissingNode()) {
      return apply(now, previous, wanted, schema, name);
    }
    if (now instanceof ObjectNode && previous instanceof ObjectNode) {
      JsonNode left = apply(now, previous, JsonNodeFactory.instance.objectNode(), schema, name);
      return left.isEmpty() ? MissingNode.getInstance() : left;
    }
    List<String> keys = keysOf(schema, name);
    if (now.isArray() && !keys.isEmpty()) {
      JsonNode left = applyByKey(now, previous, JsonNodeFactory.instance.arrayNode(), schema, keys);
      return left.isEmpty() ? MissingNode.getInstance() : left;
    }
    return MissingNode.getInstance();
  }

  private static ArrayNode applyByKey(
      JsonNode now, JsonNode previous, ArrayNode wanted, JsonNode schema, List<String> keys) {
    Map<String, JsonNode> result = byKey(now, keys);
    Map<String, JsonNode> before = byKey(previous, keys);
    Map<String, JsonNode> after = byKey(wanted, keys);
    result.keySet().removeIf(key -> before.containsKey(key) && !after.containsKey(key));
    after.forEach(
        (key, item) ->
            result.put(
                key,
                apply(
                    result.getOrDefault(key, MissingNode.getInstance()),
                    before.getOrDefault(key, MissingNode.getInstance()),
                    item,
                    schema.path("items"),
                    "")));
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    result.values().forEach(list::add);
    return list;
  }

  private static Map<String, JsonNode> byKey(JsonNode list, List<String> keys) {
    Map<String, JsonNode> items = new LinkedHashMap<>();
    for (JsonNode item : list) {
      StringBuilder key = new StringBuilder();
      keys.forEach(name -> key.append(name.isEmpty() ? item : item.path(name)).append('\n'));
      items.put(key.toString(), item);
    }
    return items;
  }

  /**
   * Names of the fields by which items are the same; the empty name stands for the whole item of a
   * set; no names: atomic.
   */
  private static List<String> keysOf(JsonNode schema, String name) {
    String type = schema.path("x-kubernetes-list-type").asText();
    if (type.equals("set") || name.equals("finalizers")) {
      return List.of("");
    }
    if (name.equals("ownerReferences")) {
      return List.of("uid");
    }
    List<String> keys = new ArrayList<>();
    schema.path("x-kubernetes-list-map-keys").forEach(key -> keys.add(key.asText()));
    return keys;
  }

  private static JsonNode property(JsonNode schema, String field) {
    JsonNode known = schema.path("properties").path(field);
    return known.isMissingNode() ? schema.path("additionalProperties") : known;
  }

  private static void set(ObjectNode object, String field, JsonNode value) {
    if (value.isMissingNode()) {
      object.remove(field);
    } else {
      object.set(field, value);
    }
  }

  private static ObjectNode objectOf(JsonNode value) {
    return value instanceof ObjectNode object
        ? object.deepCopy()
        : JsonNodeFactory.instance.objectNode();
  }
}
