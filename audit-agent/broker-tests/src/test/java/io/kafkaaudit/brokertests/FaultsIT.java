package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerOptions;
import io.kafkaaudit.broker.BrokerProcess;
import io.kafkaaudit.verifier.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is not there must be named: kills, outages, floods, and settings that come late or wrong.
 */
class FaultsIT {
  private static final String VERSION = "4.3.1";

  @TempDir Path directory;
  private Audit audit;

  @BeforeEach
  void startDestination() throws Exception {
    audit = new Audit(VERSION, directory);
  }

  @AfterEach
  void stopDestination() {
    audit.close();
  }

  @Test
  void aKilledBrokerLeavesAnOpenTailAndNothingElse() throws Exception {
    ready();
    try (BrokerProcess broker = audited()) {
      createTopics(broker, "before");
      audit.awaitEvents(events -> count(events, "kafka.CreateTopics", "topic=before") == 1);
      broker.kill();
      broker.start();
      createTopics(broker, "after");
    }
    audit.awaitEvents(events -> Audit.hasLifecycle(events, "stop"));
    Report report = audit.report();
    assertThat(report.isAccountedFor()).as(report.table()).isTrue();
    assertThat(report.runs())
        .extracting(run -> run.openTail())
        .containsExactlyInAnyOrder(true, false);
    assertThat(report.runs()).allMatch(run -> run.lost() == 0);
  }

  @Test
  void anOutageOfTheDestinationLosesNothing() throws Exception {
    ready();
    try (BrokerProcess broker = audited()) {
      createTopics(broker, "t0");
      audit.awaitEvents(events -> count(events, "kafka.CreateTopics", "topic=t0") == 1);
      audit.destination.stop();
      for (int i = 1; i <= 20; i++) {
        createTopics(broker, "t" + i); // clients notice nothing: each call returns
      }
      audit.destination.start();
      List<JsonNode> events =
          audit.awaitEvents(all -> count(all, "kafka.CreateTopics", "topic=t20") == 1);
      for (int i = 0; i <= 20; i++) {
        assertThat(count(events, "kafka.CreateTopics", "topic=t" + i)).as("t" + i).isOne();
      }
    }
    audit.awaitEvents(events -> Audit.hasLifecycle(events, "stop"));
    Report report = audit.report();
    assertThat(report.isAccountedFor()).as(report.table()).isTrue();
    assertThat(report.runs()).singleElement().matches(run -> run.lost() == 0 && !run.openTail());
  }

  @Test
  void aMissingStatusTopicDoesNotHoldUpTheAuditTopic() throws Exception {
    try (Admin admin = Admin.create(Audit.root(audit.destination))) {
      admin.deleteTopics(List.of(Audit.TOPIC + "-agents")).all().get();
    }
    ready();
    try (BrokerProcess broker = audited()) {
      for (int i = 0; i < 3; i++) {
        String topic = "topic=t" + i;
        createTopics(broker, "t" + i);
        audit.awaitEvents(all -> count(all, "kafka.CreateTopics", topic) == 1);
      }
    }
    audit.awaitEvents(events -> Audit.hasLifecycle(events, "stop"));
    assertThat(audit.report().isAccountedFor()).as(audit.report().table()).isTrue();
    assertThat(audit.report().runs()).singleElement().matches(run -> run.lost() == 0);
  }

  @Test
  void aFloodOfFailedLoginsDoesNotPushOutManagement() throws Exception {
    ready();
    int logins = 100_000;
    try (BrokerProcess broker = audited()) {
      Thread flood =
          new Thread(
              () -> {
                try {
                  LoginFlood.run(broker.bootstrapServers(), logins);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      List<Throwable> failures = new ArrayList<>();
      flood.setUncaughtExceptionHandler((thread, error) -> failures.add(error));
      flood.start();
      try (Admin admin = Admin.create(Audit.root(broker))) {
        for (int i = 0; i < 100; i++) {
          AclBinding acl =
              Acls.allow("User:u" + i, AclOperation.READ, ResourceType.TOPIC, "flooded-" + i);
          admin.createAcls(List.of(acl)).all().get();
        }
      }
      flood.join();
      assertThat(failures).isEmpty();
    }
    List<JsonNode> events = audit.awaitEvents(all -> Audit.hasLifecycle(all, "stop"));
    for (int i = 0; i < 100; i++) {
      assertThat(count(events, "kafka.CreateAcls", "topic=flooded-" + i)).as("acl " + i).isOne();
    }
    Report report = audit.report();
    assertThat(report.isAccountedFor()).as(report.table()).isTrue();
    long told =
        events.stream()
            .filter(e -> e.at("/data/authenticationInfo/principal").asText().contains("flood-"))
            .mapToLong(e -> e.at("/data/count").asLong(1))
            .sum();
    long lost = report.runs().stream().mapToLong(run -> run.lost()).sum();
    assertThat(told + lost).isEqualTo(logins);
  }

  @Test
  void anAgentWithoutItsDirectoryWaitsForIt() throws Exception {
    Files.delete(audit.agentDirectory);
    try (BrokerProcess broker = audited()) {
      createTopics(broker, "unseen");
      Files.createDirectory(audit.agentDirectory);
      ready();
      await()
          .untilAsserted(
              () -> {
                createTopics(broker, "seen-" + System.nanoTime());
                assertThat(count(audit.events(), "kafka.CreateTopics", "topic=seen-")).isPositive();
              });
      assertThat(count(audit.events(), "kafka.CreateTopics", "topic=unseen")).isZero();
    }
  }

  @Test
  void wrongSettingsAreNamedOnStderrAndInTheLog() throws Exception {
    audit.writeWriterKey();
    audit.writeSettings("capture.rule.1.level=Everything");
    try (BrokerProcess broker = audited()) {
      await()
          .until(
              () ->
                  broker.log().lines().filter(l -> l.startsWith("kafka-audit-agent: ")).count()
                      == 1);
      assertThat(broker.log())
          .contains(
              "kafka-audit-agent: agent.properties: capture.rule.1.level must be of None,Metadata,"
                  + " and has \"Everything\"");
      audit.writeSettings();
      List<JsonNode> events =
          audit.awaitEvents(
              all -> {
                createTopics(broker, "poke-" + System.nanoTime());
                return Audit.hasLifecycle(all, "start");
              });
      assertThat(events.get(0).toString() + events)
          .contains("capture.rule.1.level must be of None,Metadata");
      audit.writeSettings("forwarded=Somebody");
      audit.awaitEvents(all -> Audit.hasLifecycle(all, "settings-rejected"));
    }
  }

  @Test
  void policyAndWriterKeyChangeWithoutARestart() throws Exception {
    audit.writeSettings("settings.revision=1");
    audit.writeWriterKey();
    try (BrokerProcess broker = audited()) {
      createTopics(broker, "one");
      audit.awaitEvents(all -> count(all, "kafka.CreateTopics", "topic=one") == 1);

      audit.writeSettings(
          "settings.revision=2",
          "capture.rule.1.level=None",
          "capture.rule.1.categories=Management",
          "capture.rule.1.principal.1=User:root");
      List<JsonNode> events =
          audit.awaitEvents(
              all -> all.stream().anyMatch(e -> e.path("type").asText().endsWith("/policy")));
      JsonNode policy =
          events.stream()
              .filter(e -> e.path("type").asText().endsWith("/policy"))
              .findFirst()
              .orElseThrow();
      assertThat(policy.at("/data/oldRevision").asText()).isEqualTo("1");
      assertThat(policy.at("/data/newRevision").asText()).isEqualTo("2");
      createTopics(broker, "two");

      try (Admin admin = Admin.create(Audit.root(audit.destination))) {
        admin
            .alterUserScramCredentials(
                List.of(
                    new UserScramCredentialUpsertion(
                        "KANEXT",
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                        "next-secret")))
            .all()
            .get();
        admin.createAcls(Acls.writer("User:KANEXT", Audit.TOPIC)).all().get();
        audit.writeWriterKey("KANEXT", "next-secret");
        audit.writeSettings("settings.revision=3");
        audit.awaitEvents(
            all -> all.stream().anyMatch(e -> e.at("/data/newRevision").asText().equals("3")));
      }
      createTopics(broker, "three");
      audit.awaitEvents(all -> count(all, "kafka.CreateTopics", "topic=three") == 1);
    }
    List<JsonNode> events = audit.awaitEvents(all -> Audit.hasLifecycle(all, "stop"));
    assertThat(count(events, "kafka.CreateTopics", "topic=two")).isZero();
    assertThat(audit.report().isAccountedFor()).as(audit.report().table()).isTrue();
  }

  @Test
  void aToolInTheSameContainerDoesNotFeelTheAgent() throws Exception {
    ready();
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-javaagent:" + Audit.AGENT_JAR + "=" + audit.agentDirectory,
                "-cp",
                Audit.version(VERSION).classPath(),
                "kafka.tools.StorageTool",
                "random-uuid")
            .redirectError(directory.resolve("stderr").toFile())
            .start();
    String out = new String(tool.getInputStream().readAllBytes());
    assertThat(tool.waitFor()).isZero();
    assertThat(out).matches("[A-Za-z0-9_-]{22}\n");
    assertThat(Files.readString(directory.resolve("stderr"))).doesNotContain("kafka-audit");
    assertThat(audit.events()).isEmpty();
  }

  private void ready() throws Exception {
    audit.writeSettings();
    audit.writeWriterKey();
  }

  private BrokerProcess audited() {
    return BrokerProcess.start(
        BrokerOptions.of(Audit.version(VERSION)).agent(Audit.AGENT_JAR, audit.agentDirectory),
        directory.resolve("audited"));
  }

  private static void createTopics(BrokerProcess broker, String... names) {
    try (Admin admin = Admin.create(Audit.root(broker))) {
      for (String name : names) {
        admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Successful events of a method whose subject ends so, or for a name ending in '-' contains it.
   */
  private static long count(List<JsonNode> events, String method, String subject) {
    return events.stream()
        .filter(e -> e.at("/data/methodName").asText().equals(method))
        .filter(e -> e.at("/data/result/status").asText().equals("SUCCESS"))
        .filter(
            e ->
                subject.endsWith("-")
                    ? e.path("subject").asText().contains(subject)
                    : e.path("subject").asText().endsWith("/" + subject))
        .count();
  }

  static {
    org.awaitility.Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }
}
