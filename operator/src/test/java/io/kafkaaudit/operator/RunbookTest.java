package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.operator.conditions.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a condition says can be looked up. */
class RunbookTest {
  @Test
  void everyReasonHasAnEntryAndEveryEntryAReason() throws IOException {
    Set<String> entries =
        Files.readAllLines(Path.of("../docs/runbook.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(0, line.indexOf(" |", 2)))
            .flatMap(names -> Pattern.compile("`([A-Za-z]+)`").matcher(names).results())
            .map(name -> name.group(1))
            .collect(Collectors.toSet());
    assertThat(entries)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Reason.values()).map(Reason::name).collect(Collectors.toSet()));
  }

  @Test
  void everyReasonIsGivenBySomeCode() throws IOException {
    Pattern given = Pattern.compile("\\bReason\\.([A-Z][A-Za-z]*)");
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        given.matcher(Files.readString(file)).results().forEach(m -> names.add(m.group(1)));
      }
    }
    assertThat(Reason.values()).extracting(Reason::name).isSubsetOf(names);
  }
}
