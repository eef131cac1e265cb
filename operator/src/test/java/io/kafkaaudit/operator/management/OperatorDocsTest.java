package io.kafkaaudit.operator.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.operator.metrics.OperatorMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tables of docs/operator.md; -Dgolden.update writes them anew. */
class OperatorDocsTest {
  private static final Path PAGE = Path.of("../docs/operator.md");

  @Test
  void theTablesAreThoseOfTheCode() throws IOException {
    String page = Files.readString(PAGE);
    String generated = page;
    for (Map.Entry<String, String> table :
        Map.of("settings", OperatorSettings.reference(), "metrics", OperatorMeter.reference())
            .entrySet()) {
      generated = replaced(generated, table.getKey(), table.getValue());
    }
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, generated);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(generated);
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
