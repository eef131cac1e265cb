package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** From an older release to this one, and the way back, while clients work. */
class UpgradeScenario extends Scenario {
  private static final Pattern COMMAND =
      Pattern.compile("kubectl -n kafka rollout restart statefulset/[a-z-]+");

  /** Sources of the older release, whose image has the tag {@code older}. */
  private static final String OLDER = System.getProperty("operator.older", "");

  private String key;

  @Test
  void anUpgradeMissesNothingAndCanBeRolledBack() throws Exception {
    if (OLDER.isEmpty()) {
      System.out.println("SKIPPED: upgrade: no -Doperator.older=FOLDER of an older release");
    }
    assumeFalse(OLDER.isEmpty(), "no older release");
    key = orders.credential("siem").getStatus().getKeyId();
    installation.release.replaceBy(Path.of(OLDER), "older");
    restartAsTheConditionSays();
    try (Load load = Load.start(installation)) {
      Map<String, String> nodes = nodes();

      installation.release.ensure();
      awaitRestartNeeded();
      load.goOn(20);
      assertThatAllGoesOn(nodes);

      installation.release.rollBack();
      orders.awaitReady();
      load.goOn(20);
      assertThatAllGoesOn(nodes);

      installation.release.ensure();
      awaitRestartNeeded();
      restartAsTheConditionSays();
      load.goOn(20);
      List<Load.Act> acts = load.stop();
      load.awaitAllRead(acts);
      assertThat(orders.credential("siem").getStatus().getKeyId()).isEqualTo(key);
      assertThat(installation.pods.log(Orders.NAMESPACE, "reader")).doesNotContain("REFUSED");
    }
  }

  private void awaitRestartNeeded() {
    await("the condition tells what to do")
        .atMost(Orders.PATIENCE)
        .until(() -> orders.reason("AgentInjected").equals("RestartNeeded"));
  }

  /** Keys and nodes are as they were, and the agents' reports arrive. */
  private void assertThatAllGoesOn(Map<String, String> nodes) {
    assertThat(nodes()).as("no node was restarted").isEqualTo(nodes);
    assertThat(orders.credential("siem").getStatus().getKeyId()).isEqualTo(key);
    await("agents report")
        .atMost(Orders.PATIENCE)
        .until(() -> orders.log().getStatus().getAgents().getReporting() == nodes.size());
  }

  /** Each node of the audited Kafka, with the uid of its pod and how often that was restarted. */
  private Map<String, String> nodes() {
    return client
        .pods()
        .inNamespace(Orders.NAMESPACE)
        .withLabelSelector(orders.log().getSpec().getCluster().getPodSelector())
        .list()
        .getItems()
        .stream()
        .collect(Collectors.toMap(pod -> pod.getMetadata().getName(), UpgradeScenario::life));
  }

  private static String life(Pod pod) {
    return pod.getMetadata().getUid()
        + pod.getStatus().getContainerStatuses().stream()
            .map(container -> " " + container.getRestartCount())
            .collect(Collectors.joining());
  }

  private void restartAsTheConditionSays() throws Exception {
    awaitRestartNeeded();
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
      String statefulSet = command.substring(command.lastIndexOf(' ') + 1);
      installation.kubectl("-n", "kafka", "rollout", "restart", statefulSet);
      installation.kubectl("-n", "kafka", "rollout", "status", statefulSet, "--timeout=300s");
    }
    orders.awaitReady();
    assertThat(installation.kubectl("describe", "auditlog", "orders", "-n", "kafka"))
        .contains("5/5 on revision");
  }
}
