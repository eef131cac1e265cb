package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JvmGateTest {

  @Test
  void onlyBrokersGetTheAgent() {
    assertThat(JvmGate.isBroker("kafka.Kafka /etc/server.properties", null)).isTrue();
    assertThat(JvmGate.isBroker("kafka.Kafka", null)).isTrue();
    assertThat(JvmGate.isBroker("io.confluent.support.metrics.SupportedKafka x", null)).isTrue();
    assertThat(JvmGate.isBroker("kafka.tools.StorageTool format", null)).isFalse();
    assertThat(JvmGate.isBroker("kafka.Kafkaesque x", null)).isFalse();
    assertThat(JvmGate.isBroker(null, null)).isFalse();
    assertThat(JvmGate.isBroker("my.Broker x", "/x,main=my.Broker")).isTrue();
    assertThat(JvmGate.isBroker("my.Broker x", "my.Broker")).isFalse();
    assertThat(JvmGate.isBroker("my.Tool x", "/x,main=my.Broker")).isFalse();
    assertThat(JvmGate.isBroker("kafka.Kafka x", "/x,main=my.Broker")).isTrue();
  }

  @Test
  void theArgumentIsADirectoryAndPerhapsAMainClass() {
    assertThat(AgentArguments.parse(null).directory()).isEqualTo(Path.of("/etc/kafka-audit-agent"));
    assertThat(AgentArguments.parse("/x,main=my.Broker").directory()).isEqualTo(Path.of("/x"));
    assertThat(AgentArguments.parse("/x").directory()).isEqualTo(Path.of("/x"));
  }

  @Test
  void theAgentNeedsJava11() {
    assertThat(JvmGate.isNewEnough("1.8")).isFalse();
    assertThat(JvmGate.isNewEnough("9")).isFalse();
    assertThat(JvmGate.isNewEnough("11")).isTrue();
    assertThat(JvmGate.isNewEnough("25")).isTrue();
    assertThat(JvmGate.isNewEnough(null)).isFalse();
  }
}
