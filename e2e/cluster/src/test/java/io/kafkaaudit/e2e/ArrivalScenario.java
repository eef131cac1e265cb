package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.verifier.ForwardedRequests;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A cluster that was never audited, and clients who work on it while the operator restarts it. */
@Order(1) // nodes start without the agent anyway
class ArrivalScenario extends Scenario {
  private static final Duration ROLL = Duration.ofMinutes(10);

  @Override
  void begin() throws Exception {
    orders.ensureWithoutAgents();
  }

  @Test
  void theOperatorBringsTheAgentIntoARunningClusterAndFromThenOnMissesNothing() throws Exception {
    Map<String, Instant> before = started();
    installation.apply("/orders/rollout.yaml");
    kafka.onAudited(
        KafkaClusters.ACLS,
        "--add --allow-principal User:rollout --operation Describe --cluster --topic '*'");
    try (Load load = Load.start(installation)) {
      installation.kubectl(
          "patch",
          "auditlog",
          "orders",
          "-n",
          "kafka",
          "--type=merge",
          "-p",
          """
          {"spec": {"suspend": false, "injection": {"rollout": "Automatic"}, "cluster": {
            "bootstrapServers": "orders-broker-0.orders-broker.kafka.svc:9092,orders-broker-1.orders-broker.kafka.svc:9092",
            "admin": {"secretRef": {"name": "orders-rollout"}}}}}
          """);
      await("a pod is being restarted")
          .atMost(ROLL)
          .until(() -> orders.log().getStatus().getAgents().getRestarting() != null);
      installation.release.kill(); // another operator goes on
      await("every controller reports")
          .atMost(ROLL)
          .until(() -> orders.log().getStatus().getAgents().getReporting() >= 3);
      int covered = load.acts().size();
      await("every pod has the agent")
          .atMost(ROLL)
          .until(() -> orders.reason("AgentInjected").equals("AllInjected"));
      orders.awaitReady();
      load.goOn(20);
      List<Load.Act> acts = load.stop();
      load.awaitAllRead(acts.subList(covered, acts.size()));
      Map<String, Instant> after = started();
      assertThat(KafkaClusters.NODES)
          .allMatch(orders::hasAgent)
          .allMatch(node -> after.get(node).isAfter(before.get(node)));
      assertThat(installation.kubectl("get", "events", "-n", "kafka")).contains("PodRestarted");
      assertThat(latest(after, KafkaClusters.CONTROLLERS))
          .as("controllers go first")
          .isBefore(earliest(after, KafkaClusters.BROKERS));
      // How many both report depends on which broker the client asks, and when.
      ForwardedRequests forwarded = orders.read().account().forwarded();
      System.out.printf(
          "  forwarded requests: %d reported by both sides, %d by the broker, %d by the controller%n",
          forwarded.pairs(), forwarded.edgeOnly().size(), forwarded.controllerOnly().size());
    }
  }

  /** When each node's present pod was made. */
  private Map<String, Instant> started() {
    return KafkaClusters.NODES.stream()
        .collect(
            Collectors.toMap(
                node -> node,
                node ->
                    Instant.parse(
                        client
                            .pods()
                            .inNamespace(Orders.NAMESPACE)
                            .withName(node)
                            .get()
                            .getMetadata()
                            .getCreationTimestamp())));
  }

  private static Instant latest(Map<String, Instant> started, List<String> nodes) {
    return nodes.stream().map(started::get).max(Comparator.naturalOrder()).orElseThrow();
  }

  private static Instant earliest(Map<String, Instant> started, List<String> nodes) {
    return nodes.stream().map(started::get).min(Comparator.naturalOrder()).orElseThrow();
  }
}
