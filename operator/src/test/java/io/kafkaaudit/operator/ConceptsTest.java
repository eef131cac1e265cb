package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.LossCause;
import io.kafkaaudit.crd.KeyState;
import io.kafkaaudit.operator.conditions.ConditionType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/concepts.md explains every word that a status or an event may say. */
class ConceptsTest {
  private static final Path PAGE = Path.of("../docs/concepts.md");

  @Test
  void everyConditionHasARowInTheOrderOfTheSteps() throws IOException {
    String page = Files.readString(PAGE);
    List<String> rows =
        page.substring(page.indexOf("## Conditions"))
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("`")[1])
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(ConditionType.values()).map(ConditionType::name).toList());
  }

  @Test
  void everyCategoryCauseOfLossAndStateOfAKeyIsExplained() throws IOException {
    assertThat(Files.readString(PAGE))
        .contains(
            Stream.<Enum<?>[]>of(Category.values(), LossCause.values(), KeyState.values())
                .flatMap(Arrays::stream)
                .map(word -> "`" + word.name() + "`")
                .toList());
  }
}
