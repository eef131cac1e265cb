package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.programs.ExpectedEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Install, apply, roll: events of every node are read with nothing but the mounted Secret. */
class ReadScenario extends Scenario {
  private static final String LOGIN = "kafka.Authentication";
  private static final Set<String> REPEATED =
      Set.of("NOT_CONTROLLER", "COORDINATOR_NOT_AVAILABLE", "COORDINATOR_LOAD_IN_PROGRESS");
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
  void thePodsHaveTheLogsThatTheRunbookReads() throws Exception {
    for (String command :
        List.of(
            "kubectl -n kafka-audit logs --selector app.kubernetes.io/component=controller --prefix --tail=50",
            "kubectl -n kafka-audit logs --selector app.kubernetes.io/component=controller --prefix --tail=-1",
            "kubectl -n kafka-audit logs --selector app.kubernetes.io/component=webhook --prefix --tail=50",
            "kubectl -n kafka logs orders-broker-0 -c kafka | grep kafka-audit-agent")) {
      assertThat(installation.documented(command)).as(command).isNotBlank();
    }
  }

  @Test
  void exactlyTheExpectedEventsAreReadAcrossARestartAndAChangeOfTheLeader() throws Exception {
    Instant started = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    orders.act();
    installation.release.kill(); // no event needs the operator
    orders.restart("orders-broker-0");
    orders.act();
    String leader = leader();
    orders.restart("orders-controller-" + (Integer.parseInt(leader) - 100));
    assertThat(leader()).isNotEqualTo(leader);
    orders.act();
    List<String> acts = new ArrayList<>();
    Set<String> logins = new TreeSet<>(Set.of("User:admin SUCCESS"));
    for (ExpectedEvent expected : Orders.EXPECTED) {
      if (expected.method().equals("Authentication")) {
        logins.add(expected.principal() + " " + expected.status());
      } else {
        acts.addAll(Collections.nCopies(3, line(expected)));
      }
    }
    await("every event, three times, and no other")
        .atMost(Orders.PATIENCE)
        .untilAsserted(() -> assertThat(acts(started)).containsExactlyInAnyOrderElementsOf(acts));
    // Clients may log in more than once.
    assertThat(new TreeSet<>(logins(started))).isEqualTo(logins);
    for (String login : List.of("User:alice SUCCESS", "User:alice FAILURE")) {
      assertThat(Collections.frequency(logins(started), login)).as(login).isGreaterThan(2);
    }
    orders.read().assertAccountedFor();
  }

  private static String line(ExpectedEvent expected) {
    return "%s %s %s %s"
        .formatted(expected.principal(), expected.method(), expected.subject(), expected.status());
  }

  /** What clients did, without what they only repeat and what Kafka makes for itself. */
  private List<String> acts(Instant since) throws Exception {
    return events(since)
        .filter(event -> !event.at("/data/methodName").asText().equals(LOGIN))
        .filter(event -> !REPEATED.contains(event.at("/data/result/errorName").asText()))
        // A broker did not know yet who leads, and asked the next controller.
        .filter(event -> !event.at("/data/result/message").asText().contains("asks another"))
        .filter(event -> !event.path("subject").asText().endsWith("topic=__consumer_offsets"))
        .map(
            event ->
                "%s %s %s %s%s"
                    .formatted(
                        event.at("/data/authenticationInfo/principal").asText(),
                        event.at("/data/methodName").asText().replace("kafka.", ""),
                        event.path("subject").asText().replaceFirst("^crn:///kafka=[^/]*/?", ""),
                        event.at("/data/result/status").asText(),
                        event.at("/data/request/validateOnly").asBoolean()
                            ? " only validated"
                            : ""))
        .toList();
  }

  private List<String> logins(Instant since) throws Exception {
    return events(since)
        .filter(event -> event.at("/data/methodName").asText().equals(LOGIN))
        .map(
            event ->
                event.at("/data/authenticationInfo/principal").asText()
                    + " "
                    + event.at("/data/result/status").asText())
        .toList();
  }

  /** Acts on the audited cluster, those of its own nodes left out; each once. */
  private Stream<JsonNode> events(Instant since) throws Exception {
    Map<String, JsonNode> byId = new LinkedHashMap<>();
    for (JsonNode event : orders.read().events()) {
      if (event.at("/data/methodName").asText().startsWith("kafka.")
          && !event.at("/data/authenticationInfo/principal").asText().equals("User:root")
          && !Instant.parse(event.path("time").asText()).isBefore(since)) {
        byId.put(event.path("id").asText(), event);
      }
    }
    return byId.values().stream();
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
