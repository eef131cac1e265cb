package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the operator may work: what the shipped roles let its account do, and no more. */
class NamespacesScenario extends Scenario {
  private static final String ACCOUNT =
      "system:serviceaccount:" + OperatorRelease.NAMESPACE + ":" + OperatorRelease.CONTROLLER;

  @AfterEach
  void watchAll() throws Exception {
    if (installation != null) {
      installation.release.ensure();
      orders.awaitReady();
    }
  }

  @Test
  void theDefaultInstallationHandlesSecretsInJoinedNamespacesOnly() throws Exception {
    assertThat(rights("default")).doesNotContain("secrets");
    assertThat(rights(Orders.NAMESPACE)).contains("secrets");
  }

  @Test
  void anOperatorThatIsConfinedToANamespaceGoesOnWithItsRoles() throws Exception {
    installation.release.confine(Orders.NAMESPACE);
    installation.kubectl(
        "delete", "mutatingwebhookconfigurations", "--selector", "kafkaaudit.io/auditlog-uid");
    assertThat(rights("default")).doesNotContain("secrets", "configmaps", ".kafkaaudit.io");
    await("the chart's own configuration injects")
        .atMost(Orders.PATIENCE)
        .until(
            () ->
                installation.webhook.injects(
                    Orders.NAMESPACE,
                    orders.log().getSpec().getCluster().getPodSelector().getMatchLabels()));
    orders.rotate();
    orders.restart("orders-broker-0");
    assertThat(orders.hasAgent("orders-broker-0")).isTrue();
    orders.awaitReady();
    List<Long> before = orders.counts();
    orders.act();
    await("events are read with the new key")
        .atMost(Orders.PATIENCE)
        .untilAsserted(() -> assertThat(orders.counts()).isNotEqualTo(before));
  }

  /** What the operator's account may do in a namespace, as kubectl tells it. */
  private String rights(String namespace) throws Exception {
    return installation.kubectl("auth", "can-i", "--list", "--as", ACCOUNT, "-n", namespace);
  }
}
