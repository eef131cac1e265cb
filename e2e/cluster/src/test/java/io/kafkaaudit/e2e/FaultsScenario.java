package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.programs.ExpectedEvent;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Something is away for a while. */
@ExtendWith(ScenarioExtension.class)
class FaultsScenario {
  private Installation installation;
  private Orders orders;

  @BeforeEach
  void ensure() throws Exception {
    installation = Installation.get();
    orders = installation.orders;
    orders.ensure();
  }

  @Test
  void aDestinationThatWasDownGetsEveryEvent() throws Exception {
    Map<String, Long> before = counts();
    scaleDestination(0);
    await("the destination is gone")
        .atMost(Orders.PATIENCE)
        .until(() -> installation.pods.ready(KafkaClusters.DESTINATION, "app", "audit-kafka", 0));
    orders.act();
    await("the condition tells")
        .atMost(Orders.PATIENCE)
        .until(() -> !Orders.isTrue(orders.log(), "DestinationReachable"));
    scaleDestination(1);
    await("every event came")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () -> {
              Map<String, Long> now = counts();
              for (ExpectedEvent expected : Orders.EXPECTED) {
                assertThat(now.get(expected.name()) - before.get(expected.name()))
                    .as(expected.name())
                    .isPositive();
              }
            });
    assertThat(orders.read().account().isAccountedFor())
        .as(orders.read().account().table())
        .isTrue();
    await("orders is Ready again")
        .atMost(Orders.PATIENCE)
        .until(() -> Orders.isTrue(orders.log(), "Ready"));
  }

  @Test
  void anOperatorThatDiesGoesOnWhereItWas() throws Exception {
    for (int i = 0; i < 3; i++) {
      String before = orders.credential("siem").getStatus().getKeyId();
      orders.askForRotation();
      installation
          .client
          .pods()
          .inNamespace(OperatorRelease.NAMESPACE)
          .withLabel("app.kubernetes.io/component", "controller")
          .withGracePeriod(0)
          .delete();
      await("a new key")
          .atMost(Duration.ofSeconds(120))
          .until(
              () ->
                  !before.equals(orders.credential("siem").getStatus().getKeyId())
                      && Orders.isTrue(orders.credential("siem"), "Ready"));
      orders.refreshMounts("reader");
      assertThat(orders.log().getStatus().getKeys())
          .hasSizeLessThanOrEqualTo(orders.log().getSpec().getAccess().getKeyLimit());
    }
    Map<String, Long> read = counts();
    orders.act();
    await("the reader goes on").atMost(Orders.PATIENCE).until(() -> !counts().equals(read));
    assertThat(installation.pods.log(Orders.NAMESPACE, "reader")).doesNotContain("REFUSED");
  }

  private Map<String, Long> counts() throws Exception {
    var events = orders.read().events();
    Map<String, Long> counts = new TreeMap<>();
    for (ExpectedEvent expected : Orders.EXPECTED) {
      counts.put(expected.name(), events.stream().filter(expected::matches).count());
    }
    return counts;
  }

  private void scaleDestination(int replicas) {
    installation
        .client
        .apps()
        .statefulSets()
        .inNamespace(KafkaClusters.DESTINATION)
        .withName("audit-kafka")
        .scale(replicas);
  }
}
