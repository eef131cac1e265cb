package io.kafkaaudit.operator.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkaaudit.operator.metrics.OperatorMeter;
import io.kafkaaudit.operator.platform.PlatformAct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tables of documents; -Dgolden.update writes them anew. */
@Tag("generated")
class OperatorDocsTest {
  private static final Path DOCS = Path.of("../docs");

  @Test
  void settingsAndMetrics() throws IOException {
    check(
        "operator.md",
        Map.of("settings", OperatorSettings.reference(), "metrics", OperatorMeter.reference()));
  }

  @Test
  void platformEvents() throws IOException {
    check("platform-events.md", Map.of("acts", PlatformAct.Method.reference()));
  }

  @Test
  void theSchemaOfEventsHasEveryPlatformEvent() throws IOException {
    JsonNode schema =
        new ObjectMapper().readTree(Files.readString(DOCS.resolve("event-schema.json")));
    assertThat(schema.at("/$defs/platform/properties/methodName/examples"))
        .extracting(JsonNode::asText)
        .containsExactly(
            Arrays.stream(PlatformAct.Method.values())
                .map(method -> "kafkaaudit." + method)
                .toArray(String[]::new));
  }

  private static void check(String name, Map<String, String> tables) throws IOException {
    Path file = DOCS.resolve(name);
    String generated = Files.readString(file);
    for (Map.Entry<String, String> table : tables.entrySet()) {
      generated = replaced(generated, table.getKey(), table.getValue());
    }
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, generated);
    }
    assertThat(Files.readString(file)).isEqualTo(generated);
  }

  private static String replaced(String page, String name, String table) {
    String begin = "<!-- " + name + ": generated -->\n";
    String end = "<!-- end of " + name + " -->";
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    assertThat(from).as("the line " + begin).isNotNegative();
    assertThat(to).as("the line " + end).isGreaterThan(from);
    return page.substring(0, from + begin.length()) + "\n" + table + "\n" + page.substring(to);
  }
}
