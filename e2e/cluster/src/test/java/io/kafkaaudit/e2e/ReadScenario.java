package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.programs.ExpectedEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Install, apply, roll: events of every node are read with nothing but the mounted Secret. */
@ExtendWith(ScenarioExtension.class)
class ReadScenario {
  private Installation installation;
  private Orders orders;

  @BeforeEach
  void ensure() throws Exception {
    installation = Installation.get();
    orders = installation.orders;
    orders.ensure();
  }

  @Test
  void everyNodeIsInjectedAndReports() throws Exception {
    assertThat(orders.log().getStatus().getAgents().getReporting()).isEqualTo(3);
    assertThat(installation.kubectl("get", "auditlog", "orders", "-n", "kafka"))
        .containsPattern("orders +True +audit-log-events +[0-9]+/40 +3/3");
    assertThat(installation.kubectl("get", "auditcredential", "siem", "-n", "kafka"))
        .containsPattern("siem +True");
    for (String node : KafkaClusters.NODES) {
      await(node + " tells of its start")
          .atMost(Orders.PATIENCE)
          .until(
              () ->
                  orders.read().events().stream()
                          .filter(e -> e.at("/data/phase").asText().equals("start"))
                          .count()
                      >= KafkaClusters.NODES.size());
    }
  }

  @Test
  void everyOutcomeIsReadAcrossARestart() throws Exception {
    int before = orders.read().events().size();
    orders.act();
    orders.restart("orders-broker-0");
    orders.act();
    await("every event, twice")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () -> {
              var events = orders.read().events().stream().skip(before).toList();
              for (ExpectedEvent expected : Orders.EXPECTED) {
                assertThat(events.stream().filter(expected::matches).count())
                    .as(expected.name())
                    .isGreaterThanOrEqualTo(2);
              }
            });
    assertThat(orders.read().account().isAccountedFor())
        .as(orders.read().account().table())
        .isTrue();
  }
}
