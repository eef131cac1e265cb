package io.kafkaaudit.operator.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkaaudit.crd.RotationSpec;
import io.kafkaaudit.operator.Golden;
import io.kafkaaudit.operator.rules.Durations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("generated")
class RotationPolicyTest {
  record State(String interval, Instant lastRotation, Instant now, String asked, String answered) {}

  static List<Path> scenarios() {
    return Golden.scenarios("rotation");
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void plans(Path scenario) throws IOException {
    State in = Golden.read(scenario, State.class);
    var plan =
        RotationPolicy.plan(
            Durations.parse("rotation.interval", in.interval),
            in.lastRotation,
            in.asked,
            in.answered,
            in.now);
    Golden.check(scenario, plan);
    assertThat(RotationPolicy.due(in.lastRotation, plan.next(), in.now)).isEqualTo(plan.due());
  }

  @Test
  void aKeyIsTooOldFromItsMaxAgeOn() {
    Instant last = Instant.parse("2026-11-01T00:00:00Z");
    RotationSpec rotation = new RotationSpec();
    assertThat(RotationPolicy.isTooOld(rotation, last, Instant.MAX)).as("no maxAge").isFalse();
    rotation.setMaxAge("40d");
    Instant end = last.plus(Duration.ofDays(40));
    assertThat(RotationPolicy.isTooOld(rotation, last, end.minusMillis(1))).isFalse();
    assertThat(RotationPolicy.isTooOld(rotation, last, end)).isTrue();
  }

  @Test
  void readsDurations() {
    assertThat(Durations.parse("x", "90m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(Durations.parse("x", "12h")).isEqualTo(Duration.ofHours(12));
    assertThat(Durations.parse("x", "7d")).isEqualTo(Duration.ofDays(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0d", "7", "d", "7w", "-1h", "100000d", "1 d"})
  void namesTheFieldOfAWrongDuration(String text) {
    assertThatThrownBy(() -> Durations.parse("rotation.interval", text))
        .hasMessageStartingWith("rotation.interval: write a whole number");
  }
}
