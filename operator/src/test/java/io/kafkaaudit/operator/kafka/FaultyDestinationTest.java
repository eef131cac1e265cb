package io.kafkaaudit.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkaaudit.operator.Fault;
import io.kafkaaudit.operator.Fault.When;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  void onlyTheChosenCallFails(When when) {
    Fault fault = Fault.of("deleteKey", 2, when);
    Destination faulty = FaultyDestination.wrap(recording, fault);
    faulty.upsertKey("k", "p");
    faulty.deleteKey("k");
    assertThat(fault.failed()).isZero();
    assertThatThrownBy(() -> faulty.deleteKey("l"))
        .isInstanceOfSatisfying(
            KafkaFailure.class,
            failure ->
                assertThat(failure.reason()).isEqualTo(KafkaFailure.Reason.DestinationUnreachable));
    assertThat(fault.failed()).isOne();
    List<String> expected = new ArrayList<>(List.of("upsertKey", "deleteKey"));
    if (when != When.BEFORE_EFFECT) {
      expected.add("deleteKey");
    }
    if (when == When.DIES_AFTER_EFFECT) {
      assertThatThrownBy(() -> faulty.denyGroups("k")).isInstanceOf(KafkaFailure.class);
      fault.revive();
    }
    faulty.denyGroups("k");
    expected.add("denyGroups");
    faulty.close();
    expected.add("close");
    assertThat(effects).isEqualTo(expected);
  }

  @Test
  void noneCountsAndLetsAllPass() {
    Fault none = Fault.none();
    Destination counted = FaultyDestination.wrap(recording, none);
    counted.deleteKey("k");
    counted.deleteKey("k");
    counted.close();
    assertThat(none.calls()).isEqualTo(Map.of("deleteKey", 2));
    assertThat(none.failed()).isZero();
    assertThat(effects).containsExactly("deleteKey", "deleteKey", "close");
  }
}
