package io.kafkaaudit.agent.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloodTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 64})
  void fewAreCountedExactly(int count) {
    Distinct distinct = new Distinct();
    for (int i = 0; i < 3 * count; i++) {
      distinct.add("t" + i % count);
    }
    assertThat(distinct.count()).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 1_000, 5_000, 200_000})
  void manyAreEstimated(int count) {
    Distinct distinct = new Distinct();
    for (int i = 0; i < count; i++) {
      distinct.add("topic-" + i);
      distinct.add("topic-" + i / 2);
    }
    assertThat((double) distinct.count()).isCloseTo(count, within(count * 0.12));
  }

  @Test
  void textsThatJavaHashesAlikeAreTwo() {
    Distinct distinct = new Distinct();
    assertThat(distinct.add("Aa")).isTrue();
    assertThat(distinct.add("BB")).isTrue();
    assertThat(distinct.count()).isEqualTo(2);
  }
}
