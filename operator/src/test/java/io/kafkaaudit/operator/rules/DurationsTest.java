package io.kafkaaudit.operator.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({"7d, PT168H, 7d", "168h, PT168H, 7d", "90m, PT90M, 90m", "120m, PT2H, 2h"})
  void manifestsWriteThemInThreeUnits(String text, Duration duration, String again) {
    assertThat(Durations.parse("topic.retention", text)).isEqualTo(duration);
    assertThat(Durations.text(duration)).isEqualTo(again);
  }

  @Test
  void whatIsNoWholeMinuteIsInMilliseconds() {
    assertThat(Durations.text(Duration.ofMillis(61_001))).isEqualTo("61001ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "7w", "0d", "-1d", "7 d", "1.5h", "123456m"})
  void othersAreRefusedByTheirField(String text) {
    assertThatThrownBy(() -> Durations.parse("topic.retention", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("topic.retention: write a whole number");
  }
}
