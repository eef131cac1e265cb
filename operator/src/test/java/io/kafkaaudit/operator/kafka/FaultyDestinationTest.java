package io.kafkaaudit.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkaaudit.operator.kafka.FaultyDestination.When;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultyDestinationTest {
  private final List<String> effects = new ArrayList<>();
  private final Destination recording =
      (Destination)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Destination.class},
              (proxy, method, arguments) -> {
                effects.add(method.getName());
                return null;
              });

  @ParameterizedTest
  @EnumSource
  void onlyTheNthCallFailsBeforeOrAfterItsEffect(When when) {
    FaultyDestination faults = FaultyDestination.nth(2, when);
    Destination faulty = faults.wrap(recording);
    faulty.upsertKey("k", "p");
    assertThatThrownBy(() -> faulty.denyGroups("k"))
        .isInstanceOfSatisfying(
            KafkaFailure.class,
            failure ->
                assertThat(failure.reason()).isEqualTo(KafkaFailure.Reason.DestinationUnreachable));
    faulty.deleteKey("k");
    assertThat(faults.calls()).isEqualTo(3);
    assertThat(effects)
        .isEqualTo(
            when == When.AFTER_EFFECT
                ? List.of("upsertKey", "denyGroups", "deleteKey")
                : List.of("upsertKey", "deleteKey"));
  }

  @Test
  void noneCountsAndLetsAllPass() {
    FaultyDestination faults = FaultyDestination.none();
    Destination counted = faults.wrap(recording);
    counted.deleteKey("k");
    counted.close();
    assertThat(faults.calls()).isEqualTo(1);
    assertThat(effects).containsExactly("deleteKey", "close");
  }
}
