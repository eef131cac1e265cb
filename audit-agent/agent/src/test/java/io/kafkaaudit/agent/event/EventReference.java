package io.kafkaaudit.agent.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The schema of events as Markdown. What has no description is refused. */
final class EventReference {
  private static final String DEFINITIONS = "#/$defs/";

  private final JsonNode schema;
  private final StringBuilder text = new StringBuilder();

  /** Definitions that have fields of their own, in the order in which they were named. */
  private final Set<String> parts = new LinkedHashSet<>();

  EventReference(JsonNode schema) {
    this.schema = schema;
  }

  String markdown() {
    text.append("\n## Every event\n");
    table("", schema);
    rows("data.", schema.at("/properties/data"));
    Map<String, List<String>> types = new LinkedHashMap<>();
    for (JsonNode branch : schema.path("allOf")) {
      types
          .computeIfAbsent(reference(branch.at("/then/properties/data")), any -> new ArrayList<>())
          .add("`" + branch.at("/if/properties/type/const").asText() + "`");
    }
    types.forEach((name, of) -> section("## " + String.join(", ", of), "data.", definition(name)));
    Set<String> told = new LinkedHashSet<>();
    while (told.size() < parts.size()) {
      for (String part : List.copyOf(parts)) {
        if (told.add(part)) {
          section("## " + part, "", definition(part));
        }
      }
    }
    text.append("\n## Kinds of values\n\n| kind | |\n|---|---|\n");
    schema.path("$defs").fieldNames().forEachRemaining(this::kind);
    return text.toString();
  }

  private void kind(String name) {
    if (!hasFields(definition(name))) {
      text.append("| ").append(name).append(" | ").append(description(name, definition(name)));
      text.append(" |\n");
    }
  }

  private void section(String heading, String prefix, JsonNode object) {
    text.append('\n').append(heading).append("\n\n").append(description(heading, object));
    JsonNode own = object;
    for (JsonNode one : object.path("allOf")) {
      String name = reference(one);
      if (name.isEmpty()) {
        own = one;
      } else {
        parts.add(name);
        text.append(" It has the fields of ").append(link(name)).append('.');
      }
    }
    text.append('\n');
    if (own.has("properties")) {
      table(prefix, own);
    }
  }

  private void table(String prefix, JsonNode object) {
    text.append("\n| field | kind | always | meaning |\n|---|---|---|---|\n");
    rows(prefix, object);
  }

  private void rows(String prefix, JsonNode object) {
    Set<String> required = new LinkedHashSet<>();
    object.path("required").forEach(name -> required.add(name.asText()));
    object
        .path("properties")
        .properties()
        .forEach(
            field -> {
              String name = prefix + field.getKey();
              if (!name.equals("data")) {
                text.append("| `").append(name).append("` | ").append(kindOf(field.getValue()));
                text.append(required.contains(field.getKey()) ? " | yes | " : " | | ");
                text.append(description(name, field.getValue())).append(" |\n");
              }
            });
  }

  private String kindOf(JsonNode field) {
    String name = reference(field);
    if (name.isEmpty()) {
      name = reference(field.at("/allOf/0"));
    }
    if (!name.isEmpty() && hasFields(definition(name))) {
      parts.add(name);
      return link(name);
    }
    if (!name.isEmpty()) {
      return name;
    }
    if (field.has("const")) {
      return "`" + field.get("const").asText() + "`";
    }
    if (field.has("enum")) {
      List<String> values = new ArrayList<>();
      field.get("enum").forEach(value -> values.add("`" + value.asText() + "`"));
      return values.size() > 7 ? "string" : String.join(", ", values);
    }
    return field.path("type").asText();
  }

  private JsonNode definition(String name) {
    return schema.path("$defs").path(name);
  }

  private static boolean hasFields(JsonNode definition) {
    return definition.has("properties") || definition.has("allOf");
  }

  private static String description(String name, JsonNode of) {
    String description = of.path("description").asText();
    if (description.isBlank()) {
      throw new AssertionError("event-schema.json does not describe " + name);
    }
    return description;
  }

  /** Name of the definition that is referred to; empty: none. */
  private static String reference(JsonNode node) {
    String found = node.path("$ref").asText(node.at("/allOf/0/$ref").asText());
    return found.startsWith(DEFINITIONS) ? found.substring(DEFINITIONS.length()) : "";
  }

  private static String link(String name) {
    return "[" + name + "](#" + name.toLowerCase(java.util.Locale.ROOT) + ")";
  }
}
