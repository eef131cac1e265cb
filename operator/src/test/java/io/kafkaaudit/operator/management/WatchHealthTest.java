package io.kafkaaudit.operator.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.embedded.SteppedClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchHealthTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final SteppedClock clock = new SteppedClock();
  private List<String> gone = List.of();
  private boolean answers = true;
  private final WatchHealth watches =
      new WatchHealth(
          () -> gone,
          () -> {
            if (!answers) {
              throw new IllegalStateException("no route to host");
            }
            return true;
          },
          clock);

  private void minutes(int number) {
    for (int i = 0; i < number; i++) {
      watches.look();
      clock.forward(MINUTE);
    }
    watches.look();
  }

  @Test
  void aWatchThatStaysDeadWhileTheApiServerAnswersIsNamed() {
    minutes(10);
    gone = List.of("auditlog secrets");
    minutes(4);
    assertThat(watches.dead()).isEmpty();
    minutes(1);
    assertThat(watches.dead()).hasValueSatisfying(t -> assertThat(t).contains("auditlog secrets"));
    gone = List.of();
    minutes(0);
    assertThat(watches.dead()).isEmpty();
  }

  @Test
  void anOutageOfTheApiServerRestartsNobody() {
    gone = List.of("auditlog", "auditcredential");
    answers = false;
    minutes(600);
    assertThat(watches.dead()).isEmpty();
    answers = true;
    minutes(4);
    assertThat(watches.dead()).as("watches have time to come back").isEmpty();
    answers = false;
    minutes(1);
    answers = true;
    minutes(4);
    assertThat(watches.dead()).as("it was away again").isEmpty();
  }

  @Test
  void everyWatchHasATimeOfItsOwn() {
    for (int i = 0; i < 10; i++) {
      gone = List.of(i % 2 == 0 ? "one" : "other");
      minutes(3);
    }
    assertThat(watches.dead()).isEmpty();
  }
}
