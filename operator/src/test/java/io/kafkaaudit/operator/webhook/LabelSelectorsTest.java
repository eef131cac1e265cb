package io.kafkaaudit.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.kafkaaudit.operator.Golden;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Overlap of selectors, against trying all labels. */
class LabelSelectorsTest {
  private static final List<String> VALUES = List.of("", "x", "y", "other");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{matchLabels: {a: x}} | {matchLabels: {a: x}}",
        "{matchLabels: {a: x}} | {matchLabels: {a: y}}",
        "{matchLabels: {a: x}} | {matchLabels: {b: y}}",
        "{matchLabels: {a: x}} | {matchExpressions: [{key: a, operator: In, values: [x, y]}]}",
        "{matchLabels: {a: x}} | {matchExpressions: [{key: a, operator: NotIn, values: [x, y]}]}",
        "{matchLabels: {a: x}} | {matchExpressions: [{key: a, operator: NotIn, values: [y]}]}",
        "{matchLabels: {a: x}} | {matchExpressions: [{key: a, operator: Exists}]}",
        "{matchLabels: {a: x}} | {matchExpressions: [{key: a, operator: DoesNotExist}]}",
        "{matchLabels: {a: x}} | {matchLabels: {a: x}, matchExpressions: [{key: b, operator: DoesNotExist}]}",
        "{matchExpressions: [{key: a, operator: DoesNotExist}]} | {matchExpressions: [{key: a, operator: NotIn, values: [x]}]}",
        "{matchExpressions: [{key: a, operator: DoesNotExist}]} | {matchExpressions: [{key: a, operator: Exists}]}",
        "{matchExpressions: [{key: a, operator: In, values: [x, y]}]} | {matchExpressions: [{key: a, operator: In, values: [y]}, {key: a, operator: NotIn, values: [y]}]}",
      })
  void isWhatSomeLabelsShow(String one, String other) throws Exception {
    LabelSelector first = Golden.YAML.readValue(one, LabelSelector.class);
    LabelSelector second = Golden.YAML.readValue(other, LabelSelector.class);
    boolean found = false;
    for (String a : VALUES) {
      for (String b : VALUES) {
        Map<String, String> labels = new HashMap<>(Map.of("a", a, "b", b));
        labels.values().removeIf(String::isEmpty);
        found |= LabelSelectors.matches(first, labels) && LabelSelectors.matches(second, labels);
      }
    }
    assertThat(LabelSelectors.overlap(first, second)).isEqualTo(found);
    assertThat(LabelSelectors.overlap(second, first)).isEqualTo(found);
  }
}
