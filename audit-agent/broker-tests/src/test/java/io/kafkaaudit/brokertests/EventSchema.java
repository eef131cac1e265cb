package io.kafkaaudit.brokertests;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** docs/event-schema.json, which readers rely on. */
final class EventSchema {
  private static final Schema SCHEMA = load();

  private EventSchema() {}

  static void check(JsonNode event) {
    List<Error> errors = SCHEMA.validate(event.toString(), InputFormat.JSON);
    if (!errors.isEmpty()) {
      throw new AssertionError(errors + " in " + event);
    }
  }

  private static Schema load() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Files.readString(Path.of("../../docs/event-schema.json")), InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
