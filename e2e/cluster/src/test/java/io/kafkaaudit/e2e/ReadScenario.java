package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.programs.ExpectedEvent;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Install, apply, roll: events of every node are read with nothing but the mounted Secret. */
class ReadScenario extends Scenario {
  private static final Pattern LEADER = Pattern.compile("LeaderId:\\s+(\\d+)");

  @Test
  void everyNodeIsInjectedAndReports() throws Exception {
    assertThat(orders.log().getStatus().getAgents().getReporting()).isEqualTo(5);
    assertThat(installation.kubectl("get", "auditlog", "orders", "-n", "kafka"))
        .containsPattern("orders +True +audit-log-events +[0-9]+/40 +5/5");
    assertThat(installation.kubectl("get", "auditcredential", "siem", "-n", "kafka"))
        .containsPattern("siem +True");
    assertThat(installation.kubectl("get", "pods", "-n", "kafka", "-l", "app=orders", "-o", "yaml"))
        .contains("kafkaaudit.io/agent-revision");
  }

  @Test
  void exactlyTheExpectedEventsAreReadAcrossARestartAndAChangeOfTheLeader() throws Exception {
    List<Long> before = orders.counts();
    orders.act();
    orders.restart("orders-broker-0");
    orders.act();
    String leader = leader();
    orders.restart("orders-controller-" + (Integer.parseInt(leader) - 100));
    assertThat(leader()).isNotEqualTo(leader);
    orders.act();
    await("every event, three times")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () -> {
              List<Long> now = orders.counts();
              for (int i = 0; i < now.size(); i++) {
                ExpectedEvent expected = Orders.EXPECTED.get(i);
                // Clients may log in more than once; nobody else does the acts.
                if (expected.method().equals("Authentication")) {
                  assertThat(now.get(i) - before.get(i))
                      .as(expected.name())
                      .isGreaterThanOrEqualTo(3);
                } else {
                  assertThat(now.get(i) - before.get(i)).as(expected.name()).isEqualTo(3);
                }
              }
            });
    assertThat(orders.read().account().isAccountedFor())
        .as(orders.read().account().table())
        .isTrue();
  }

  /** Node id of the active controller. */
  private String leader() throws Exception {
    Matcher status =
        LEADER.matcher(
            kafka.onAudited("org.apache.kafka.tools.MetadataQuorumCommand", "describe --status"));
    assertThat(status.find()).isTrue();
    return status.group(1);
  }
}
