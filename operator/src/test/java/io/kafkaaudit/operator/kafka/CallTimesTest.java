package io.kafkaaudit.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class CallTimesTest {
  private final List<String> calls = new ArrayList<>();

  @Test
  void everyCallIsToldWithItsOutcomeAndItsResultIsThatOfTheDestination() {
    try (Destination destination =
        CallTimes.of(
            answering(),
            (call, outcome, time) ->
                calls.add(call + " " + outcome + (time.isNegative() ? "!" : "")))) {
      assertThat(destination.clusterId()).isEqualTo("id");
      assertThatThrownBy(() -> destination.deleteTopic("t")).isInstanceOf(KafkaFailure.class);
      assertThatThrownBy(destination::brokers).isInstanceOf(IllegalStateException.class);
      assertThat(destination.toString()).isEqualTo("a destination");
    }
    assertThat(calls)
        .containsExactly(
            "clusterId success", "deleteTopic DestinationUnreachable", "brokers error");
  }

  private static Destination answering() {
    return (Destination)
        Proxy.newProxyInstance(
            Destination.class.getClassLoader(),
            new Class<?>[] {Destination.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "clusterId" -> "id";
                  case "deleteTopic" ->
                      throw KafkaFailure.of("deleting", new TimeoutException("no answer"));
                  case "brokers" -> throw new IllegalStateException("a mistake");
                  case "toString" -> "a destination";
                  default -> null;
                });
  }
}
