package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerOptions;
import io.kafkaaudit.broker.BrokerProcess;
import io.kafkaaudit.verifier.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exactly the events that a known script must leave, on every kind of cluster. */
class EventsIT {
  /** Answers after which clients ask again, as often as the timing has it. */
  private static final Set<String> RETRIED =
      Set.of(
          "NOT_COORDINATOR",
          "COORDINATOR_NOT_AVAILABLE",
          "COORDINATOR_LOAD_IN_PROGRESS",
          "NOT_LEADER_OR_FOLLOWER",
          "DELEGATION_TOKEN_NOT_FOUND");

  @TempDir Path directory;

  @ParameterizedTest(name = "Kafka {0}, separate roles: {1}, authorizer: {2}")
  @CsvSource({
    "3.9.2, false, true",
    "3.9.2, true, true",
    "3.9.2, false, false",
    "3.9.2, true, false",
    "4.3.1, false, true",
    "4.3.1, true, true",
    "4.3.1, false, false",
    "4.3.1, true, false",
    "4.4.0, true, true"
  })
  void everyActIsAnEventAndNothingElseIs(String version, boolean separate, boolean authorizer)
      throws Exception {
    try (Audit audit = new Audit(version, directory)) {
      audit.writeSettings("cluster.name=orders", "settings.revision=1");
      audit.writeWriterKey();
      BrokerProcess audited =
          BrokerProcess.start(
              BrokerOptions.of(Audit.version(version))
                  .separateRoles(separate)
                  .authorizer(authorizer)
                  .scramUser("alice", "alice-secret")
                  .agent(Audit.AGENT_JAR, audit.agentDirectory),
              directory.resolve("audited"));
      List<String> expected = new ArrayList<>();
      try (audited) {
        logins(audited);
        try (Admin admin = Admin.create(Audit.root(audited))) {
          Script script = new Script(admin, authorizer, separate ? 2 : 1);
          script.run();
          expected.addAll(script.expected());
        }
        if (authorizer) {
          expected.addAll(denials(audited));
        }
      }
      int runs = separate ? 2 : 1;
      List<JsonNode> events =
          audit.awaitEvents(
              all ->
                  all.stream().filter(e -> e.at("/data/phase").asText().equals("stop")).count()
                      == runs);

      assertThat(acts(events)).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(logins(events)).isEqualTo(expectedLogins());
      Report report = audit.report();
      assertThat(report.isAccountedFor()).as(report.table()).isTrue();
      assertThat(report.runs()).hasSize(runs).noneMatch(run -> run.openTail());
      assertThat(report.runs()).allMatch(run -> run.lost() == 0 && run.duplicates() == 0);
      JsonNode start =
          events.stream()
              .filter(e -> e.at("/data/phase").asText().equals("start"))
              .findFirst()
              .orElseThrow();
      assertThat(start.at("/data/kafkaVersion").asText()).isEqualTo(version);
      assertThat(start.at("/data/clusterName").asText()).isEqualTo("orders");
      assertThat(start.at("/data/hooksMissing")).isEmpty();
      assertThat(start.at("/data/coverageGaps")).isEmpty();
      assertThat(start.at("/data/previousRun").isMissingNode()).isTrue();
      assertThatForwardedActsNameTheirBroker(events, separate ? 2 : 1);
      assertThat(start.at("/data/unknownApis")).isEmpty();
      assertThatRunsCountTheirEvents(events);
      assertThatASuperUserIsCalledOne(events, authorizer);
      events.forEach(EventSchema::knowsEveryFieldOf);
      audit.statuses().forEach(EventSchema::knowsEveryFieldOf);
      assertThat(audit.statuses())
          .isNotEmpty()
          .allSatisfy(
              status -> assertThat(status.at("/data/counters/captured").asLong()).isPositive());
    }
  }

  private static void assertThatASuperUserIsCalledOne(List<JsonNode> events, boolean authorizer) {
    List<JsonNode> granted =
        events.stream()
            .filter(e -> e.at("/data/authenticationInfo/principal").asText().equals("User:root"))
            .map(e -> e.at("/data/authorizationInfo"))
            .filter(decision -> decision.path("granted").asBoolean())
            .toList();
    assertThat(granted.isEmpty()).isEqualTo(!authorizer);
    assertThat(granted)
        .allSatisfy(
            decision -> assertThat(decision.path("superUserAuthorization").asBoolean()).isTrue());
  }

  /** What a run counted when it made its stop event is every event of it that came before. */
  private static void assertThatRunsCountTheirEvents(List<JsonNode> events) {
    assertThat(events)
        .filteredOn(e -> e.at("/data/phase").asText().equals("stop"))
        .allSatisfy(
            stop -> {
              long before = stop.at("/data/highWaterMarks/" + Audit.TOPIC).asLong() - 1;
              JsonNode counters = stop.at("/data/counters");
              assertThat(counters.path("captured").asLong()).isEqualTo(before);
              assertThat(counters.path("sent").asLong()).isGreaterThanOrEqualTo(before);
              assertThat(counters.path("bytesWritten").asLong()).isGreaterThan(100 * before);
              assertThat(counters.path("bytesSent").asLong())
                  .isGreaterThanOrEqualTo(counters.path("bytesWritten").asLong());
              assertThat(counters.path("bytesOnWire").asLong())
                  .isGreaterThan(counters.path("bytesSent").asLong());
            });
  }

  /** The client's own identity and address, and which broker sent it to the controller. */
  private static void assertThatForwardedActsNameTheirBroker(List<JsonNode> events, int brokerId) {
    List<JsonNode> created =
        events.stream()
            .filter(e -> e.at("/data/methodName").asText().equals("kafka.CreateTopics"))
            .filter(e -> e.path("subject").asText().endsWith("topic=t1"))
            .toList();
    assertThat(created)
        .isNotEmpty()
        .allSatisfy(
            event -> {
              JsonNode metadata = event.at("/data/requestMetadata");
              assertThat(metadata.path("observer").asText()).isEqualTo("controller");
              assertThat(metadata.path("nodeId").asInt()).isEqualTo(1);
              assertThat(metadata.at("/forwardedBy/principal").asText()).isEqualTo("User:root");
              assertThat(metadata.at("/forwardedBy/nodeId").asInt()).isEqualTo(brokerId);
              assertThat(metadata.at("/forwardedBy/address").asText()).isEqualTo("127.0.0.1");
              assertThat(metadata.at("/clientAddress/0/ip").asText()).isEqualTo("127.0.0.1");
              assertThat(metadata.at("/clientAddress/0/port").isMissingNode()).isTrue();
              assertThat(event.at("/data/request/clientId").asText()).startsWith("adminclient-");
            });
    assertThat(events)
        .filteredOn(e -> e.at("/data/methodName").asText().equals("kafka.DeleteGroups"))
        .isNotEmpty()
        .allMatch(e -> e.at("/data/requestMetadata/forwardedBy").isMissingNode());
  }

  private static void logins(BrokerProcess broker) throws Exception {
    for (var client :
        List.of(
            Audit.scram(broker, "alice", "alice-secret"),
            Audit.scram(broker, "alice", "wrong"),
            Audit.scram(broker, "mallory", "guess"),
            Audit.plain(broker, "eve", "guess"),
            Audit.bearer(broker, "service-7"))) {
      try (Admin admin = Admin.create(client)) {
        Script.end(admin.describeCluster().nodes());
      }
    }
  }

  private static Set<String> expectedLogins() {
    return Set.of(
        "User:root SASL_PLAINTEXT/PLAIN SUCCESS",
        "User:alice SASL_PLAINTEXT/SCRAM-SHA-512 SUCCESS",
        "User:alice SASL_PLAINTEXT/SCRAM-SHA-512 FAILURE Invalid client credentials",
        "User:mallory SASL_PLAINTEXT/SCRAM-SHA-512 FAILURE Invalid user credentials",
        "User:eve SASL_PLAINTEXT/PLAIN FAILURE Invalid username or password",
        "User:service-7 SASL_PLAINTEXT/OAUTHBEARER SUCCESS");
  }

  private static List<String> denials(BrokerProcess broker) throws Exception {
    try (Admin admin = Admin.create(Audit.scram(broker, "alice", "alice-secret"))) {
      Script.end(admin.createTopics(List.of(new NewTopic("t9", 1, (short) 1))).all());
      Script.end(admin.deleteTopics(List.of("t1")).all());
      Script.end(admin.describeTopics(List.of("t1")).allTopicNames());
      Script.end(admin.describeAcls(org.apache.kafka.common.acl.AclBindingFilter.ANY).values());
      Script.end(admin.deleteConsumerGroups(List.of("g1")).all());
    }
    return List.of(
        "User:alice denied CreateTopics topic=t9 FAILURE TOPIC_AUTHORIZATION_FAILED",
        "User:alice denied DeleteTopics topic=t1 FAILURE TOPIC_AUTHORIZATION_FAILED",
        "User:alice denied DescribeTopicPartitions topic=t1 FAILURE",
        "User:alice denied DescribeAcls cluster FAILURE",
        "User:alice denied FindCoordinator group=g1 FAILURE");
  }

  /** Acts of clients, without what Kafka does for itself and what clients only repeat. */
  private static List<String> acts(List<JsonNode> events) {
    List<String> acts = new ArrayList<>();
    for (JsonNode event : events) {
      JsonNode data = event.path("data");
      String error = data.at("/result/errorName").asText("");
      String subject = event.path("subject").asText();
      boolean act =
          event.path("type").asText().endsWith("authorization")
              || event.path("type").asText().endsWith("request");
      if (!act || RETRIED.contains(error) || subject.endsWith("topic=__consumer_offsets")) {
        continue;
      }
      int slash = subject.indexOf('/', "crn:///kafka=".length());
      JsonNode granted = data.at("/authorizationInfo/granted");
      acts.add(
          (data.at("/authenticationInfo/principal").asText()
                  + " "
                  + (granted.isMissingNode()
                      ? "undecided"
                      : granted.asBoolean() ? "granted" : "denied")
                  + " "
                  + data.path("methodName").asText().replace("kafka.", "")
                  + " "
                  + (slash < 0 ? "cluster" : subject.substring(slash + 1))
                  + " "
                  + data.at("/result/status").asText()
                  + " "
                  + error)
              .trim());
    }
    return acts;
  }

  /** How many connections a client opens is its own business. */
  private static Set<String> logins(List<JsonNode> events) {
    Set<String> logins = new TreeSet<>();
    for (JsonNode event : events) {
      JsonNode data = event.path("data");
      if (event.path("type").asText().endsWith("/authentication")) {
        String message = data.at("/result/message").asText();
        logins.add(
            (data.at("/authenticationInfo/principal").asText()
                    + " "
                    + data.at("/authenticationInfo/metadata/mechanism").asText()
                    + " "
                    + data.at("/result/status").asText()
                    + " "
                    + message.substring(
                        message.lastIndexOf(": ") < 0 ? 0 : message.lastIndexOf(": ") + 2))
                .trim());
      }
    }
    return logins;
  }
}
