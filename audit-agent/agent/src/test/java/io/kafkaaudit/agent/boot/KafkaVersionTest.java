package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.contract.KafkaVersions;
import org.junit.jupiter.api.Test;

class KafkaVersionTest {
  @Test
  void theVersionIsThatOfTheClassPath() {
    assertThat(KafkaVersion.read()).startsWith("3.7.").matches(KafkaVersions::known);
  }
}
