package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An upgrade's restarts, one node after the other, while clients work. */
class UpgradeScenario extends Scenario {
  private static final Pattern COMMAND =
      Pattern.compile("kubectl -n kafka rollout restart statefulset/[a-z-]+");

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
      load.awaitAllRead(acts);
      assertThat(orders.credential("siem").getStatus().getKeyId()).isEqualTo(key);
      assertThat(installation.pods.log(Orders.NAMESPACE, "reader")).doesNotContain("REFUSED");
    }
  }

  private void rollout(String statefulSet) throws Exception {
    installation.kubectl("-n", "kafka", "rollout", "restart", statefulSet);
    installation.kubectl("-n", "kafka", "rollout", "status", statefulSet, "--timeout=300s");
  }
}
