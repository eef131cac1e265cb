package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.Test;

/** Settings that come late or wrong or change, and JVMs that are no brokers. */
class SettingsIT extends OneBroker {
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
      audit.writeSettings("topic=another");
      audit.awaitEvents(all -> all.toString().contains("topic is that of the start"));
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
      assertThat(policy.at("/data/before").has("capture.rule.1.level")).isFalse();
      assertThat(policy.at("/data/after/capture.rule.1.level").asText()).isEqualTo("None");
      assertThat(policy.at("/data/after/capture.rule.1.principal.1").asText())
          .isEqualTo("User:root");
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
}
