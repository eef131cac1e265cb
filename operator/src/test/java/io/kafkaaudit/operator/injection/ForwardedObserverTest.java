package io.kafkaaudit.operator.injection;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.contract.Forwarded;
import io.kafkaaudit.operator.conditions.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ForwardedObserverTest {

  @ParameterizedTest(name = "{6}")
  @CsvSource({
    "3, 0, 0,  , Edge,       Edge,       before the first restart",
    "3, 1, 0, 1, Edge,       Edge,       in the middle of a roll",
    "3, 3, 0, 2, Edge,       Edge,       the last one still starts",
    "3, 3, 0,  , Edge,       Edge,       nobody looked yet",
    "3, 3, 0, 3, Edge,       Controller, all are there",
    "3, 3, 0, 2, Controller, Controller, one restarts with its agent",
    "2, 2, 0, 3, Controller, Controller, one pod is away and its node not yet silent",
    "3, 2, 0, 2, Controller, Edge,       one came back without an agent",
    "0, 0, 0, 0, Controller, Edge,       no pods",
    "4, 4, 1, 4, Edge,       Edge,       the last one without it still serves while it ends",
    "4, 4, 1, 4, Controller, Edge,       one without it came and goes",
  })
  void decides(
      int desired,
      int covered,
      int endingWithout,
      @Nullable Integer reporting,
      Forwarded current,
      Forwarded expected,
      String name) {
    InjectionReport pods =
        new InjectionReport(
            desired, covered, covered, endingWithout, true, Reason.AllInjected, "", List.of());
    assertThat(ForwardedObserver.of(pods, reporting, current)).as(name).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void nothingChangesWhileThePodsAreNotKnown(Forwarded current) {
    assertThat(ForwardedObserver.of(null, 3, current)).isEqualTo(current);
  }
}
