package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.kafkaaudit.crd.RestartingPod;
import io.kafkaaudit.embedded.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * injection.rollout Automatic by the whole operator on a real Kafka of one node; the test is
 * StatefulSet, kubelet and agent.
 */
class AutomaticRolloutTest {
  @TempDir static Path directory;
  @TempDir static Path jars;
  private OperatorBench bench;

  @Test
  void restartsAPodAndIsDoneWhenItsAgentReports() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory);
        Admin root = kafka.root();
        OperatorBench started = new OperatorBench(kafka, root, Duration.ofMillis(300));
        StandInAgent agent = new StandInAgent(kafka, "orders", 1)) {
      bench = started;
      bench.inject(Files.writeString(jars.resolve("agent.jar"), "as good as any jar"));
      bench.start();
      bench.applyAdmin("orders");
      bench.applyLog("orders", 2);
      bench.rollOut("orders");
      awaitReason("NoPods");
      String revision = bench.log("orders").getStatus().getAgents().getRevision();

      KafkaPods pods = new KafkaPods(bench.client(), "orders");
      Pod first = pods.create("kafka-0", null, true);
      awaitReason("RolloutInProgress");
      await().atMost(OperatorBench.LONG).until(() -> pods.get("kafka-0") == null);
      RestartingPod restarting = bench.log("orders").getStatus().getAgents().getRestarting();
      assertThat(restarting.getUid()).isEqualTo(first.getMetadata().getUid());
      assertThat(bench.events(OperatorBench.NAMESPACE, "orders", "PodRestarted"))
          .singleElement()
          .satisfies(e -> assertThat(e.getMessage()).contains("kafka-0, active controller 1"));

      bench.stop(); // whoever leads next goes on
      bench.start();
      pods.create("kafka-0", revision, false);
      awaitMessage("Pod kafka-0 came back and is not Ready yet");
      pods.ready("kafka-0");
      awaitMessage("The agent in pod kafka-0 has not reported yet");
      agent.report("0", 0);
      awaitReason("AllInjected");
      assertThat(condition().getMessage()).isEqualTo("1/1 on revision " + revision);
      assertThat(bench.log("orders").getStatus().getAgents().getRestarting()).isNull();

      Fault fault =
          Fault.of(
              "POST /api/v1/namespaces/security/pods/kafka-0/eviction",
              1,
              Fault.When.DIES_AFTER_EFFECT);
      bench.stop();
      bench.start(fault, destination -> destination);
      bench.client().resource(pods.get("kafka-0")).delete();
      Pod second = pods.create("kafka-0", null, true);
      assertThat(fault.awaitFailure(OperatorBench.LONG.toMillis())).isTrue();
      bench.stop();
      fault.revive();
      bench.start(fault, destination -> destination);
      awaitMessage("Pod kafka-0 is being restarted");
      restarting = bench.log("orders").getStatus().getAgents().getRestarting();
      assertThat(restarting.getUid()).isEqualTo(second.getMetadata().getUid());
      try (PlatformReadings topic = new PlatformReadings(kafka, "orders")) {
        topic.first("RestartPod", "", act -> outcome(act).equals("UNKNOWN"));
        assertThat(topic.of("RestartPod", "/pod=security%2Fkafka-0"))
            .as("one that was told, and one of an operator that was killed")
            .extracting(AutomaticRolloutTest::outcome)
            .containsExactly("SUCCESS", "UNKNOWN");
      }
    }
  }

  private static String outcome(JsonNode act) {
    return act.at("/data/result/status").asText();
  }

  private Condition condition() {
    return bench.log("orders").getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("AgentInjected"))
        .findFirst()
        .orElseThrow();
  }

  private void awaitReason(String reason) {
    await()
        .atMost(OperatorBench.LONG)
        .ignoreExceptions() // while there is no status yet
        .untilAsserted(
            () ->
                assertThat(condition().getReason()).as(condition().getMessage()).isEqualTo(reason));
  }

  private void awaitMessage(String message) {
    await()
        .atMost(OperatorBench.LONG)
        .untilAsserted(() -> assertThat(condition().getMessage()).contains(message));
  }
}
