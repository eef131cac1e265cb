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
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;

/** The known script on one cluster, and that it leaves exactly the events that it must. */
final class ScriptRun {
  /** Answers after which clients ask again, as often as the timing has it. */
  private static final Set<String> RETRIED =
      Set.of(
          "NOT_COORDINATOR",
          "COORDINATOR_NOT_AVAILABLE",
          "COORDINATOR_LOAD_IN_PROGRESS",
          "NOT_LEADER_OR_FOLLOWER",
          "DELEGATION_TOKEN_NOT_FOUND");

  private final String version;
  private final boolean separate;
  private final boolean authorizer;
  private UnaryOperator<BrokerOptions> options = UnaryOperator.identity();
  private String log = "";
  private String untold = "";

  private ScriptRun(String version, boolean separate, boolean authorizer) {
    this.version = version;
    this.separate = separate;
    this.authorizer = authorizer;
  }

  /**
   * @param separate whether controller and broker are two processes
   */
  static ScriptRun of(String version, boolean separate, boolean authorizer) {
    return new ScriptRun(version, separate, authorizer);
  }

  /** How the audited broker differs from others. */
  ScriptRun with(UnaryOperator<BrokerOptions> change) {
    options = change;
    return this;
  }

  /** An act of the script that leaves no event this time. */
  ScriptRun without(String act) {
    untold = act;
    return this;
  }

  /** Runs it and returns all events, of which what every run has in common is asserted. */
  List<JsonNode> run(Path directory) throws Exception {
    try (Audit audit = new Audit(version, directory)) {
      audit.writeSettings("cluster.name=orders", "settings.revision=1");
      audit.writeWriterKey();
      List<String> expected = script(audit, directory);
      int runs = separate ? 2 : 1;
      List<JsonNode> events =
          audit.awaitEvents(
              all ->
                  all.stream().filter(e -> e.at("/data/phase").asText().equals("stop")).count()
                      == runs);

      assertThat(acts(events)).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(logins(events)).isEqualTo(expectedLogins());
      assertAccountedFor(audit.report(), runs);
      events.forEach(EventSchema::knowsEveryFieldOf);
      audit.statuses().forEach(EventSchema::knowsEveryFieldOf);
      assertThat(audit.statuses())
          .isNotEmpty()
          .allSatisfy(
              status -> assertThat(status.at("/data/counters/captured").asLong()).isPositive());
      return events;
    }
  }

  /** What the audited broker wrote to stdout and stderr. */
  String log() {
    return log;
  }

  /** What the acts of the script must leave. */
  private List<String> script(Audit audit, Path directory) throws Exception {
    BrokerOptions audited =
        options.apply(
            BrokerOptions.of(Audit.version(version))
                .separateRoles(separate)
                .authorizer(authorizer)
                .scramUser("alice", "alice-secret")
                .agent(Audit.AGENT_JAR, audit.agentDirectory));
    Path data = directory.resolve("audited");
    try (BrokerProcess broker = BrokerProcess.start(audited, data)) {
      logins(broker);
      try (Admin root = Admin.create(Audit.root(broker));
          Admin alice = Admin.create(Audit.scram(broker, "alice", "alice-secret"))) {
        Script script = new Script(root, separate ? 2 : 1, data);
        Denials denials = new Denials(alice, version, separate ? 2 : 1);
        script.build();
        try (NewerCalls newer = new NewerCalls(Audit.root(broker))) {
          newer.run();
        }
        if (authorizer) {
          denials.run(script.token());
          try (NewerCalls newer = new NewerCalls(Audit.scram(broker, "alice", "alice-secret"))) {
            newer.run();
          }
        }
        script.tearDown();
        log = broker.log();
        List<String> expected = new ArrayList<>(script.expected(version, authorizer));
        String decision = authorizer ? "granted" : "undecided";
        expected.addAll(NewerCalls.expected(version, "User:root", decision));
        if (authorizer) {
          expected.addAll(denials.expected());
          expected.addAll(NewerCalls.expected(version, "User:alice", "denied"));
        }
        assertThat(untold.isEmpty() || expected.remove(untold))
            .as("the script's: " + untold)
            .isTrue();
        return expected;
      }
    }
  }

  private static void assertAccountedFor(Report report, int runs) {
    assertThat(report.isAccountedFor()).as(report.table()).isTrue();
    assertThat(report.runs()).hasSize(runs).noneMatch(run -> run.openTail());
    assertThat(report.runs()).allMatch(run -> run.lost() == 0 && run.duplicates() == 0);
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

  /** Acts of clients, without what Kafka does for itself and what clients only repeat. */
  static List<JsonNode> ofClients(List<JsonNode> events) {
    return events.stream()
        .filter(
            event ->
                event.path("type").asText().endsWith("authorization")
                    || event.path("type").asText().endsWith("request"))
        .filter(event -> !RETRIED.contains(event.at("/data/result/errorName").asText("")))
        .filter(event -> !event.path("subject").asText().endsWith("topic=__consumer_offsets"))
        .toList();
  }

  private static List<String> acts(List<JsonNode> events) {
    List<String> acts = new ArrayList<>();
    for (JsonNode event : ofClients(events)) {
      JsonNode data = event.path("data");
      String error = data.at("/result/errorName").asText("");
      String subject = event.path("subject").asText();
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
                  + (slash < 0
                      ? "cluster"
                      : subject.substring(slash + 1).replaceFirst("^token=.+", "token"))
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
