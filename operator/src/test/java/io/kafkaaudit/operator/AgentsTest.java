package io.kafkaaudit.operator;

import static io.kafkaaudit.operator.metrics.OperatorMeter.EVENTS_CAPTURED;
import static io.kafkaaudit.operator.metrics.OperatorMeter.PODS_REPORTING;
import static io.kafkaaudit.operator.metrics.OperatorMeter.STORED_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.kafkaaudit.contract.AgentFiles;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.Forwarded;
import io.kafkaaudit.embedded.EmbeddedKafka;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of an AuditLog to Ready, by pods and by what their agents report; the test reports. */
class AgentsTest {
  @TempDir static Path directory;
  @TempDir static Path jars;
  private OperatorBench bench;
  private KafkaProducer<String, String> agent;

  @Test
  void readyIsWhatEveryAgentReportsUnderTheSettingsOfNow() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory);
        Admin root = kafka.root();
        OperatorBench started = new OperatorBench(kafka, root, Duration.ofMillis(300));
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(
                kafka.client("root", "root-secret"),
                new StringSerializer(),
                new StringSerializer())) {
      bench = started;
      agent = producer;
      bench.inject(Files.writeString(jars.resolve("agent.jar"), "as good as any jar"));
      bench.start();
      bench.applyAdmin("orders");
      bench.applyLog("orders", 2);
      awaitReason("AccessReady", "AccessAsSpecified");
      awaitReason("AgentInjected", "NoPods");
      assertThat(settings().forwarded()).isEqualTo(Forwarded.Edge);

      String revision = bench.log("orders").getStatus().getAgents().getRevision();
      KafkaPods pods = new KafkaPods(bench.client(), "orders");
      pods.create("kafka-0", revision, true);
      awaitReason("AgentInjected", "AllInjected");
      awaitReason("AgentReporting", "WaitingForAgents");
      assertThat(settings().forwarded()).as("nobody reports").isEqualTo(Forwarded.Edge);

      report(settings().settingsRevision());
      await()
          .atMost(OperatorBench.LONG)
          .until(() -> settings().forwarded() == Forwarded.Controller);
      awaitReason("AgentReporting", "SettingsRollingOut");
      assertThat(condition("Ready").getStatus()).isEqualTo("False");

      report(settings().settingsRevision());
      awaitReason("AgentReporting", "AllReporting");
      await().atMost(OperatorBench.LONG).until(() -> condition("Ready").getStatus().equals("True"));
      assertThat(bench.log("orders").getStatus().getSummary().getAgents()).isEqualTo("1/1");
      assertThat(bench.log("orders").getStatus().getAgents().getReporting()).isOne();
      await()
          .atMost(OperatorBench.LONG)
          .ignoreExceptionsInstanceOf(MeterNotFoundException.class)
          .untilAsserted(
              () -> {
                assertThat(bench.registry().get(PODS_REPORTING.meterName()).gauge().value())
                    .isOne();
                assertThat(bench.registry().get(EVENTS_CAPTURED.meterName()).counter().count())
                    .isEqualTo(12);
                assertThat(bench.registry().get(STORED_BYTES.meterName()).gauge().value())
                    .isNotNaN();
              });

      bench.clock().forward(Duration.ofSeconds(31));
      awaitReason("AgentReporting", "WaitingForAgents");
      assertThat(condition("AgentReporting").getMessage()).contains("Silent: node 7 since");
      assertThat(settings().forwarded())
          .as("a restart with the agent changes nothing")
          .isEqualTo(Forwarded.Controller);

      pods.create("kafka-1", null, true);
      awaitReason("AgentInjected", "RestartNeeded");
      await().atMost(OperatorBench.LONG).until(() -> settings().forwarded() == Forwarded.Edge);
    }
  }

  private void report(String settingsRevision) throws Exception {
    String status =
        ("{\"type\":\"io.kafkaaudit.agent/status\",\"data\":{\"nodeId\":7,\"runId\":\"r\",\"settingsRevision\":\"%s\","
                + "\"counters\":{\"captured\":12}}}")
            .formatted(settingsRevision);
    agent.send(new ProducerRecord<>("orders-agents", "c-7-r", status)).get();
  }

  private AgentSettings settings() throws Exception {
    Properties properties = new Properties();
    properties.load(
        new StringReader(
            bench
                .client()
                .configMaps()
                .inNamespace(OperatorBench.NAMESPACE)
                .withName("orders-kafka-audit-agent")
                .get()
                .getData()
                .get(AgentFiles.SETTINGS)));
    return AgentSettings.parse(properties);
  }

  private Condition condition(String type) {
    return bench.log("orders").getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private void awaitReason(String type, String reason) {
    await()
        .atMost(OperatorBench.LONG)
        .ignoreExceptions() // while there is no status yet
        .untilAsserted(
            () ->
                assertThat(condition(type).getReason())
                    .as(condition(type).getMessage())
                    .isEqualTo(reason));
  }
}
