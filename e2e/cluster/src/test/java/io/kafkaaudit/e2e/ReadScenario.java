package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadScenario {
  @Test
  void kafkaRuns() throws Exception {
    Installation installation = Installation.get();
    installation.kafka.grantAdmin("audit-log-events");
    assertThat(installation.kafka.onDestination("org.apache.kafka.tools.AclCommand", "--list"))
        .contains("kafka-audit-operator");
  }
}
