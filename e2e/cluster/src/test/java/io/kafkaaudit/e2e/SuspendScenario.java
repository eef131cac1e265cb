package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** An AuditLog is suspended while its agents run. */
class SuspendScenario extends Scenario {
  private static final String NODE = "orders-broker-1";

  @Test
  void itLeavesTheAgentOutOfNewPodsAndTellsWhoStillHasIt() throws Exception {
    orders.edit(log -> log.getSpec().setSuspend(true));
    await("pods get no agent")
        .atMost(Orders.PATIENCE)
        .until(() -> orders.reason("AgentInjected").equals("Suspended"));
    awaitMessage("These have it until they are restarted: ", NODE);
    orders.restart(NODE);
    assertThat(orders.hasAgent(NODE)).isFalse();
    await("this one has it no more").atMost(Orders.PATIENCE).until(() -> !message().contains(NODE));
    orders.edit(log -> log.getSpec().setSuspend(false));
    awaitMessage("Without the agent: " + NODE);
    orders.restart(NODE);
    orders.awaitReady();
  }

  private void awaitMessage(String... words) {
    await("it is told")
        .atMost(Orders.PATIENCE)
        .untilAsserted(() -> assertThat(message()).contains(words));
  }

  private String message() throws Exception {
    return installation.kubectl(
        "get",
        "auditlog",
        "orders",
        "-n",
        "kafka",
        "-o",
        "jsonpath={.status.conditions[?(@.type==\"AgentInjected\")].message}");
  }
}
