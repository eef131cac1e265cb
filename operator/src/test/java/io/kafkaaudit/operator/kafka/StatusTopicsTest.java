package io.kafkaaudit.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.contract.LossCause;
import io.kafkaaudit.embedded.EmbeddedKafka;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agents' reports from a real Kafka, by the least-privilege admin. */
class StatusTopicsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static Admin root;
  private static KafkaProducer<String, String> agents;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(directory);
    root = kafka.root();
    agents =
        new KafkaProducer<>(
            kafka.client("root", "root-secret"), new StringSerializer(), new StringSerializer());
  }

  @AfterAll
  static void stop() {
    agents.close(Duration.ZERO);
    root.close();
    kafka.close();
  }

  @Test
  void theLatestReportOfEachRunIsKnown() throws Exception {
    try (Destination destination = destination("known")) {
      create("known-agents");
      assertThat(destination.agentReports("known-agents")).isEmpty();
      report("known-agents", "c-1-a", 1, "a", "rev1");
      report("known-agents", "c-2-b", 2, "b", "rev1");
      assertThat(destination.agentReports("known-agents"))
          .extracting(AgentReport::nodeId)
          .containsExactlyInAnyOrder(1, 2);
      report("known-agents", "c-1-a", 1, "a", "rev2");
      send("known-agents", "c-2-b", null);
      send("known-agents", "c-3-c", "no JSON");
      send("known-agents", "c-4-d", "{\"data\":{\"nodeId\":\"x\"}}");
      send("known-agents", null, "{}");
      Collection<AgentReport> reports = destination.agentReports("known-agents");
      assertThat(reports).hasSize(1);
      AgentReport only = reports.iterator().next();
      assertThat(only.settingsRevision()).isEqualTo("rev2");
      assertThat(only.runId()).isEqualTo("a");
      assertThat(only.blindSpots()).containsExactly("kafka.Some: other shape", "a gap");
      assertThat(only.notes()).as("an agent from before there were notes").isEmpty();
      assertThat(only.lastError()).isEqualTo("refused");
      assertThat(only.totals().captured()).isEqualTo(7);
      assertThat(only.totals().bytesWritten()).isEqualTo(800);
      assertThat(only.totals().bytesSent()).isEqualTo(900);
      assertThat(only.totals().bytesOnWire()).isEqualTo(950);
      assertThat(only.totals().lost())
          .as("known causes, nothing below 0, nothing that overflows in a sum")
          .containsOnlyKeys(LossCause.values())
          .containsEntry(LossCause.OutboxFull, 2L)
          .containsEntry(LossCause.RingFull, 0L)
          .containsEntry(LossCause.SendRejected, 1L << 53);
      assertThat(only.at()).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(5));
    }
  }

  @Test
  void notesAreNoBlindSpots() throws Exception {
    try (Destination destination = destination("notes")) {
      create("notes-agents");
      send(
          "notes-agents",
          "c-1-a",
          """
          {"data":{"nodeId":1,"runId":"a","hooksMissing":["x: other shape"],
           "coverageGaps":["x: other shape"],"notes":["no authorizer",7]}}
          """);
      assertThat(destination.agentReports("notes-agents"))
          .singleElement()
          .satisfies(
              report -> {
                assertThat(report.blindSpots()).as("once").containsExactly("x: other shape");
                assertThat(report.notes()).containsExactly("no authorizer", "");
              });
    }
  }

  @Test
  void aTopicThatWasMadeAnewIsReadFromItsBegin() throws Exception {
    try (Destination destination = destination("anew")) {
      create("anew-agents");
      for (int i = 0; i < 3; i++) {
        report("anew-agents", "c-1-a", 1, "a", "rev" + i);
      }
      assertThat(destination.agentReports("anew-agents")).hasSize(1);
      root.deleteTopics(List.of("anew-agents")).all().get();
      await().atMost(TIMEOUT).until(() -> !root.listTopics().names().get().contains("anew-agents"));
      create("anew-agents");
      report("anew-agents", "c-2-b", 2, "b", "rev1");
      await()
          .atMost(TIMEOUT)
          .ignoreExceptions() // the consumer learns of the new topic in its own time
          .until(
              () ->
                  destination.agentReports("anew-agents").stream()
                      .map(AgentReport::nodeId)
                      .toList()
                      .equals(List.of(2)));
    }
  }

  @Test
  void twoTopicsOfOneDestinationAreTwo() throws Exception {
    try (Destination destination = destination("one")) {
      create("one-agents");
      report("one-agents", "c-1-a", 1, "a", "rev1");
      assertThat(destination.agentReports("one-agents")).hasSize(1);
      create("two-agents");
      report("two-agents", "c-2-b", 2, "b", "rev1");
      assertThatThrownBy(() -> destination.agentReports("two-agents"))
          .isInstanceOfSatisfying(
              KafkaFailure.class,
              e -> assertThat(e.reason()).isEqualTo(KafkaFailure.Reason.NotAuthorized));
      assertThat(destination.agentReports("one-agents")).as("it goes on").hasSize(1);
    }
  }

  private static Destination destination(String topic) throws Exception {
    Properties admin = kafka.operatorAdmin("admin-" + topic, "secret", topic, false);
    StringWriter text = new StringWriter();
    admin.store(text, null);
    return new AdminDestination(AdminProperties.parse(text.toString()), TIMEOUT);
  }

  private static void create(String topic) throws Exception {
    root.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
  }

  private static void report(String topic, String key, int node, String run, String revision)
      throws Exception {
    send(
        topic,
        key,
        """
        {"specversion":"1.0","type":"io.kafkaaudit.agent/status","data":{"nodeId":%d,"runId":"%s",
         "settingsRevision":"%s","hooksFound":["x"],"hooksMissing":["kafka.Some: other shape"],
         "coverageGaps":["a gap"],"lastError":"refused",
         "counters":{"captured":7,"bytesWritten":800,"bytesSent":900,"bytesOnWire":950,"sent":-1},"lost":{"OutboxFull":2,"Crash":4,"RingFull":-5,"SendRejected":9223372036854775807}}}
        """
            .formatted(node, run, revision));
  }

  private static void send(String topic, @Nullable String key, @Nullable String value)
      throws Exception {
    agents.send(new ProducerRecord<>(topic, key, value)).get();
  }
}
