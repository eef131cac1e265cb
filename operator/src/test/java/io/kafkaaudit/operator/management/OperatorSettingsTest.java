package io.kafkaaudit.operator.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorSettingsTest {

  @Test
  void everyVariableHasItsDefault() {
    assertThat(OperatorSettings.of(Map.of("HTTP_PORT", " ")))
        .isEqualTo(
            new OperatorSettings(
                "kafka-audit",
                Set.of(),
                Duration.ofSeconds(30),
                Duration.ofSeconds(15),
                8080,
                true,
                false,
                true));
  }

  @Test
  void everyVariableIsRead() {
    assertThat(
            OperatorSettings.of(
                Map.of(
                    "OPERATOR_NAMESPACE", "ops",
                    "WATCH_NAMESPACES", "kafka, ,security",
                    "POLL_INTERVAL_SECONDS", "5",
                    "KAFKA_CALL_TIMEOUT_SECONDS", "60",
                    "HTTP_PORT", "0",
                    "LEADER_ELECTION", "false",
                    "CHANGED_BY_WEBHOOK", "true")))
        .isEqualTo(
            new OperatorSettings(
                "ops",
                Set.of("kafka", "security"),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                0,
                false,
                true,
                true));
  }

  @ParameterizedTest
  @CsvSource({
    "POLL_INTERVAL_SECONDS, 0",
    "POLL_INTERVAL_SECONDS, 30s",
    "POLL_INTERVAL_SECONDS, 99999999999",
    "KAFKA_CALL_TIMEOUT_SECONDS, 301",
    "HTTP_PORT, 65536",
    "HTTP_PORT, -1",
    "LEADER_ELECTION, yes",
    "CHANGED_BY_WEBHOOK, 1"
  })
  void aWrongOneIsNamedWithWhatToWrite(String name, String value) {
    assertThatThrownBy(() -> OperatorSettings.of(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + ": write ");
  }
}
