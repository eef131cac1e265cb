package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.kafkaaudit.verifier.ForwardedRequests;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Nodes are restarted one after the other while clients work: no act of an administrator is missed.
 */
class RollScenario extends Scenario {
  private static final Duration ROLL = Duration.ofMinutes(10);
  private static final Pattern COMMAND =
      Pattern.compile("kubectl -n kafka rollout restart statefulset/[a-z-]+");

  @Test
  void theOperatorBringsTheAgentIntoARunningClusterAndFromThenOnMissesNothing() throws Exception {
    orders.edit(log -> log.getSpec().setSuspend(true));
    await("pods get no agent")
        .atMost(Orders.PATIENCE)
        .until(() -> orders.reason("AgentInjected").equals("Suspended"));
    await("it is told who still has it")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(installation.kubectl("describe", "auditlog", "orders", "-n", "kafka"))
                    .contains("These have it until they are restarted", "orders-broker-0"));
    orders.restartAll();
    assertThat(KafkaClusters.NODES).noneMatch(orders::hasAgent);
    await("nobody reports any more")
        .atMost(Orders.PATIENCE)
        .until(() -> orders.log().getStatus().getAgents().getReporting() == 0);
    Map<String, Instant> before = started();
    orders.newReader();
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
      awaitAllRead(acts.subList(covered, acts.size()));
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

  @Test
  void anUpgradeOfChartAndAgentMissesNothing() throws Exception {
    String next = System.getProperty("operator.next", "");
    if (next.isEmpty()) {
      System.out.println(
          "SKIPPED: upgrade: no -Doperator.next=TAG of a second image of the operator");
    }
    assumeFalse(next.isEmpty(), "no second image");
    String key = orders.credential("siem").getStatus().getKeyId();
    try (Load load = Load.start(installation)) {
      installation.release.upgrade(next);
      await("the condition tells what to do")
          .atMost(Orders.PATIENCE)
          .until(() -> orders.reason("AgentInjected").equals("RestartNeeded"));
      String told = installation.kubectl("get", "auditlog", "orders", "-n", "kafka", "-o", "yaml");
      assertThat(told).containsPattern("0/5 on revision [0-9a-f]+");
      List<String> commands =
          COMMAND
              .matcher(told.replaceAll("\\s+", " "))
              .results()
              .map(r -> r.group())
              .distinct()
              .toList();
      assertThat(commands).hasSize(2);
      assertThat(commands.get(0)).as("controllers go first").endsWith("orders-controller");
      for (String command : commands) {
        rollout(command.substring(command.lastIndexOf(' ') + 1));
      }
      orders.awaitReady();
      assertThat(installation.kubectl("describe", "auditlog", "orders", "-n", "kafka"))
          .contains("5/5 on revision");
      load.goOn(20);
      List<Load.Act> acts = load.stop();
      awaitAllRead(acts);
      assertThat(orders.credential("siem").getStatus().getKeyId()).isEqualTo(key);
      assertThat(installation.pods.log(Orders.NAMESPACE, "reader")).doesNotContain("REFUSED");
      installation.release.ensure();
      await("the way back is told too")
          .atMost(Orders.PATIENCE)
          .until(() -> orders.reason("AgentInjected").equals("RestartNeeded"));
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

  private void rollout(String statefulSet) throws Exception {
    installation.kubectl("-n", "kafka", "rollout", "restart", statefulSet);
    installation.kubectl("-n", "kafka", "rollout", "status", statefulSet, "--timeout=300s");
  }

  private void awaitAllRead(List<Load.Act> acts) {
    long management =
        acts.stream().filter(Load.Act::management).filter(Load.Act::succeeded).count();
    await("each of " + management + " acts is read")
        .atMost(Orders.PATIENCE)
        .untilAsserted(() -> assertThat(Load.missing(acts, orders.read().events())).isEmpty());
    await("no gap")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () -> {
              var account = orders.read().account();
              assertThat(account.isAccountedFor()).as(account.table()).isTrue();
            });
    System.out.printf(
        "  %d acts, %d refused or timed out for their client, each other one read%n",
        acts.size(), acts.stream().filter(act -> !act.succeeded()).count());
  }
}
