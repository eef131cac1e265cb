package io.kafkaaudit.brokertests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** docs/event-schema.json, which readers rely on. */
final class EventSchema {
  private static final Path FILE = Path.of("../../docs/event-schema.json");
  private static final Schema SCHEMA = load();
  private static final Set<String> NAMES = names();

  /** Fields whose own fields are topics, causes or keys. */
  private static final Set<String> BY_NAME =
      Set.of("highWaterMarks", "lastSequences", "lost", "keyLogins");

  /** Fields whose own fields are settings. */
  private static final Set<String> SETTINGS = Set.of("before", "after");

  private EventSchema() {}

  static void check(JsonNode event) {
    List<Error> errors = SCHEMA.validate(event.toString(), InputFormat.JSON);
    if (!errors.isEmpty()) {
      throw new AssertionError(errors + " in " + event);
    }
  }

  /** For events of ours, unlike those of a later version: each field has a name of the schema. */
  static void knowsEveryFieldOf(JsonNode event) {
    Set<String> unknown = new TreeSet<>();
    collectUnknown(event, unknown);
    if (!unknown.isEmpty()) {
      throw new AssertionError("docs/event-schema.json does not name " + unknown + " of " + event);
    }
  }

  private static void collectUnknown(JsonNode node, Set<String> unknown) {
    node.properties()
        .forEach(
            field -> {
              if (!NAMES.contains(field.getKey())) {
                unknown.add(field.getKey());
              } else if (SETTINGS.contains(field.getKey())) {
                collectUnknownSettings(field.getValue(), unknown);
              } else if (!BY_NAME.contains(field.getKey())) {
                collectUnknown(field.getValue(), unknown);
              }
            });
    if (node.isArray()) {
      node.forEach(item -> collectUnknown(item, unknown));
    }
  }

  private static void collectUnknownSettings(JsonNode settings, Set<String> unknown) {
    Properties properties = new Properties();
    settings
        .properties()
        .forEach(setting -> properties.setProperty(setting.getKey(), setting.getValue().asText()));
    properties.remove("omitted"); // the schema names it
    try {
      AgentSettings.parse(properties);
    } catch (SettingsException e) {
      unknown.add(e.getMessage());
    }
  }

  private static Schema load() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Files.readString(FILE), InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> names() {
    try {
      Set<String> names = new TreeSet<>();
      collectNames(new ObjectMapper().readTree(FILE.toFile()), names);
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collectNames(JsonNode node, Set<String> names) {
    node.path("properties").fieldNames().forEachRemaining(names::add);
    node.forEach(child -> collectNames(child, names));
  }
}
