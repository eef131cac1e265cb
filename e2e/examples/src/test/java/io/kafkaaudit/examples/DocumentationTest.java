package io.kafkaaudit.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code in the documentation is code of an example, and examples are tested. */
class DocumentationTest {
  private static final Path DOCS = Platform.EXAMPLES.resolveSibling("docs");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

  /** Not run by any test; the documentation says so. */
  private static final List<String> NOT_RUN =
      List.of("kcat -F /etc/kafka-audit/librdkafka.conf -C -t audit-log-events -o -10 -e");

  @ParameterizedTest
  @ValueSource(strings = {"consumers.md", "gitops.md"})
  void everyBlockOfCodeIsPartOfAnExample(String name) throws IOException {
    List<String> examples = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Platform.EXAMPLES)) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*[.](java|py|go|md|yaml)$")).toList()) {
        examples.add(unindented(Files.readAllLines(file)));
      }
    }
    List<String> blocks = blocks(Files.readAllLines(DOCS.resolve(name)));
    assertThat(blocks).isNotEmpty();
    assertThat(blocks)
        .filteredOn(block -> !NOT_RUN.contains(block.strip()))
        .allSatisfy(
            block -> assertThat(examples).anySatisfy(text -> assertThat(text).contains(block)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"consumers.md", "gitops.md"})
  void everyLinkLeadsSomewhere(String name) throws IOException {
    LINK.matcher(Files.readString(DOCS.resolve(name)))
        .results()
        .forEach(match -> assertThat(DOCS.resolve(match.group(1))).exists());
  }

  /** Blocks of lines that begin with four spaces, as Markdown knows them. */
  private static List<String> blocks(List<String> lines) {
    List<String> blocks = new ArrayList<>();
    List<String> block = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("    ")) {
        block.add(line);
      } else if (!block.isEmpty()) {
        blocks.add(unindented(block));
        block.clear();
      }
    }
    if (!block.isEmpty()) {
      blocks.add(unindented(block));
    }
    return blocks;
  }

  private static String unindented(List<String> lines) {
    StringBuilder text = new StringBuilder("\n");
    lines.forEach(line -> text.append(line.strip()).append('\n'));
    return text.toString();
  }
}
