package io.kafkaaudit.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/install.md names files, values and objects that there are. e2e/documents runs its commands.
 */
class InstallDocumentTest {
  private static final Path ROOT = Path.of("../..");
  private static final String TEXT = read();
  private static final Pattern VALUE =
      Pattern.compile("`([a-z][A-Za-z]*(?:[.][A-Za-z]+)*)(=[^`]*)?`");
  private static final Pattern SET = Pattern.compile("--set '([^']+)'");

  private static String read() {
    try {
      return Files.readString(ROOT.resolve("docs/install.md"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Stream<MatchResult> find(Pattern pattern) {
    return pattern.matcher(TEXT).results();
  }

  @Test
  void itsFilesAreThere() {
    List<String> files =
        find(Pattern.compile("-f (\\S+)|\\s(charts/\\S+)"))
            .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
            .filter(name -> !name.equals("-"))
            .toList();
    assertThat(files)
        .hasSizeGreaterThan(4)
        .allSatisfy(name -> assertThat(ROOT.resolve(name)).exists());
  }

  @Test
  void itsValuesAreTheCharts() throws IOException {
    List<String> values = Leaves.of(Chart.defaults()).keySet().stream().map(Leaves::path).toList();
    List<String> named =
        find(VALUE)
            .map(match -> match.group(1))
            .filter(
                name -> name.matches("(rbac|webhook|networkPolicy|metrics)[.].*|watchNamespaces"))
            .distinct()
            .toList();
    assertThat(named).hasSizeGreaterThan(8).allMatch(values::contains);
  }

  @Test
  void itsSettingsRender() {
    List<String> settings = find(SET).map(match -> match.group(1)).distinct().toList();
    assertThat(settings).isNotEmpty();
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      ObjectNode values =
          Leaves.with(
              Chart.YAML.createObjectNode(),
              JsonPointer.compile("/" + parts[0].replace('.', '/')),
              Chart.values("value: " + parts[1].replace("{", "[").replace("}", "]")).get("value"));
      assertThat(Chart.render(values))
          .as(setting)
          .isNotEqualTo(Chart.render(Chart.YAML.createObjectNode()));
    }
  }

  @Test
  void theCommandByWhichANamespaceJoinsNamesTheRoleAndTheAccount() {
    List<String> objects =
        Chart.render(Chart.YAML.createObjectNode()).stream().map(Chart::id).toList();
    MatchResult command =
        find(Pattern.compile("--clusterrole (\\S+) --serviceaccount kafka-audit:(\\S+)"))
            .findFirst()
            .orElseThrow();
    assertThat(objects)
        .contains("ClusterRole/" + command.group(1), "ServiceAccount/" + command.group(2));
  }
}
