package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerOptions;
import io.kafkaaudit.broker.BrokerProcess;
import io.kafkaaudit.verifier.Report;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All brokers of the destination get another address, behind a bootstrap name that stays. */
class MovedDestinationIT {
  /** Its client never asks a bootstrap server again once it knows brokers. */
  private static final String OLD_CLIENT = "3.9.2";

  @TempDir Path directory;

  @Test
  void aDestinationIsFoundWhereItMovedTo() throws Exception {
    try (FaultyListener bootstrap = new FaultyListener();
        FaultyListener before = new FaultyListener();
        FaultyListener after = new FaultyListener();
        Audit audit =
            new Audit(
                OneBroker.VERSION,
                directory,
                options ->
                    options.advertised(
                        port -> {
                          bootstrap.before(port);
                          after.before(port);
                          return before.before(port);
                        }))) {
      audit.writeSettings();
      Files.writeString(audit.agentDirectory.resolve("username"), Audit.WRITER);
      Files.writeString(
          audit.agentDirectory.resolve("writer.properties"), writer(audit, bootstrap.address()));
      try (BrokerProcess broker =
          BrokerProcess.start(
              BrokerOptions.of(Audit.version(OLD_CLIENT))
                  .agent(Audit.AGENT_JAR, audit.agentDirectory),
              directory.resolve("audited"))) {
        OneBroker.createTopics(broker, "before");
        audit.awaitEvents(all -> OneBroker.count(all, "kafka.CreateTopics", "topic=before") == 1);

        audit.destination.stop();
        before.close();
        move(before.address(), after.address());
        audit.destination.start();
        OneBroker.createTopics(broker, "after");
        Awaitility.await()
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofSeconds(1))
            .until(() -> OneBroker.count(audit.events(), "kafka.CreateTopics", "topic=after") > 0);
      }
      List<JsonNode> events = audit.awaitEvents(all -> Audit.hasLifecycle(all, "stop"));
      assertThat(OneBroker.count(events, "kafka.CreateTopics", "topic=before")).isOne();
      Report report = audit.report();
      assertThat(report.isAccountedFor()).as(report.table()).isTrue();
      assertThat(report.runs()).singleElement().matches(run -> run.lost() == 0 && !run.openTail());
    }
  }

  /** The destination advertises another address when it starts again. */
  private void move(String from, String to) throws Exception {
    Path properties = directory.resolve("destination/node-1/server.properties");
    String text = Files.readString(properties);
    assertThat(text).contains("advertised.listeners=EXTERNAL://" + from);
    Files.writeString(properties, text.replace(from, to));
  }

  private static String writer(Audit audit, String bootstrap) throws Exception {
    Properties properties = Audit.scram(audit.destination, Audit.WRITER, Audit.WRITER_PASSWORD);
    properties.keySet().removeIf(key -> key.toString().contains("timeout"));
    properties.put("bootstrap.servers", bootstrap);
    properties.put("request.timeout.ms", "1000");
    StringWriter text = new StringWriter();
    properties.store(text, null);
    return text.toString();
  }
}
