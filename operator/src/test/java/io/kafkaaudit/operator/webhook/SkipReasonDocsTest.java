package io.kafkaaudit.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SkipReasonDocsTest {

  @Test
  void docsHaveARowForEachReason() throws IOException {
    String page = Files.readString(Path.of("../docs/injection.md"));
    List<String> rows =
        page.substring(page.indexOf("<!-- reasons"), page.indexOf("<!-- end of reasons"))
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("`")[1])
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(SkipReason.values()).map(SkipReason::name).toList());
  }
}
