package io.kafkaaudit.brokertests;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerOptions;
import io.kafkaaudit.broker.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A destination, and brokers that tests start with an agent which writes to it. */
abstract class OneBroker {
  static final String VERSION = "4.3.1";

  static {
    org.awaitility.Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }

  @TempDir Path directory;
  Audit audit;

  @BeforeEach
  void startDestination() throws Exception {
    audit = new Audit(VERSION, directory);
  }

  @AfterEach
  void stopDestination() {
    audit.close();
  }

  void ready() throws Exception {
    audit.writeSettings();
    audit.writeWriterKey();
  }

  BrokerProcess audited() {
    return BrokerProcess.start(
        BrokerOptions.of(Audit.version(VERSION)).agent(Audit.AGENT_JAR, audit.agentDirectory),
        directory.resolve("audited"));
  }

  static void createTopics(BrokerProcess broker, String... names) {
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
  static long count(List<JsonNode> events, String method, String subject) {
    return events.stream()
        .filter(e -> e.at("/data/methodName").asText().equals(method))
        .filter(e -> e.at("/data/result/status").asText().equals("SUCCESS"))
        .filter(e -> !e.at("/data/request/validateOnly").asBoolean())
        .filter(
            e ->
                subject.endsWith("-")
                    ? e.path("subject").asText().contains(subject)
                    : e.path("subject").asText().endsWith("/" + subject))
        .count();
  }
}
