package io.kafkaaudit.brokertests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerOptions;
import io.kafkaaudit.broker.BrokerProcess;
import io.kafkaaudit.verifier.Report;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A destination that does not speak what is configured, from the start and later, in brokers that
 * end when memory runs out: their clients notice nothing, and nothing is lost.
 */
class DestinationFaultsIT {
  private static final byte[] HTTP =
      "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] ALERT = {0x15, 3, 3, 0, 2, 2, 80};
  private static final byte[] TWO_GIGABYTES = {0x7f, -1, -1, -1, 0, 0};
  private static final byte[] GARBAGE = {'S', 'S', 'H', '-', '2', '.', '0', '\r', '\n', 0, 0, 0};
  private static final byte[] HALF = {0, 0, 0, 40, 0, 0};
  private static final byte[] NOTHING = {};

  /** Responses to a client before its login, between its two messages of SCRAM, and after it. */
  private static final int AFTER_API_VERSIONS = 1;

  private static final int IN_SASL_EXCHANGE = 3;
  private static final int AFTER_LOGIN = 4;

  private static final String TOO_LARGE = "a response of 2147483647 bytes, which was refused";

  @TempDir Path directory;
  private final List<Audited> brokers = new ArrayList<>();
  private FaultyListener listener;
  private Audit audit;
  private int topics;

  /** A broker of one heap size. */
  private record Audited(String heap, Path agentDirectory, BrokerProcess broker, BrokerJvm bean) {}

  @AfterEach
  void end() throws Exception {
    for (Audited audited : brokers) {
      audited.broker().close();
    }
    if (audit != null) {
      audit.close();
    }
    listener.close();
  }

  @Test
  void aDestinationOfAnotherKindHurtsNoBroker() throws Exception {
    listener = new FaultyListener();
    audit =
        new Audit(OneBroker.VERSION, directory, options -> options.advertised(listener::before));
    listener.set(new FaultyListener.Fault(0, HTTP, true));
    CompletableFuture<Audited> small = CompletableFuture.supplyAsync(() -> start("512m"));
    brokers.add(start("1g"));
    brokers.add(small.get());

    meet("at the start", "answers with HTTP, which is not Kafka's protocol");
    meet(0, TWO_GIGABYTES, false, "answers with bytes 7f ff ff ff");
    meet(0, ALERT, true, "speaks TLS, but security.protocol is SASL_PLAINTEXT");
    meet(0, GARBAGE, false, "answers with bytes 53 53 48 2d");
    meet(0, HALF, true, "has no clear answer: 6 bytes, then");
    meet(0, NOTHING, true, "has no clear answer: java.io.IOException: the connection was closed");
    meet(AFTER_API_VERSIONS, TWO_GIGABYTES, true, TOO_LARGE);
    meet(IN_SASL_EXCHANGE, TWO_GIGABYTES, false, TOO_LARGE);
    meet(IN_SASL_EXCHANGE, HTTP, true, "sent HTTP, read as a response of 1213486160 bytes");
    meet(IN_SASL_EXCHANGE, HALF, true, "TimeoutException");
    meet(AFTER_LOGIN, ALERT, true, "sent TLS, read as a response of 352518912 bytes");
    meet(0, NOTHING, false, "has no clear answer: java.net.SocketTimeoutException");
    deliver();

    listener.set(new FaultyListener.Fault(AFTER_LOGIN + 1, TWO_GIGABYTES, false));
    meet("in the middle of its life", TOO_LARGE);
    listener.set(new FaultyListener.Fault(0, HTTP, true));
    meet("in the middle of its life", "answers with HTTP");
    deliver();

    for (Audited audited : brokers) {
      write(audited.agentDirectory(), "SASL_SSL");
    }
    meet("with TLS", "speaks Kafka without TLS, but security.protocol is SASL_SSL");
    touchAll();
    deliver();

    for (Audited audited : brokers) {
      assertThat(audited.broker().log()).doesNotContain("OutOfMemoryError");
      audited.bean().close();
      audited.broker().stop();
    }
    audit.awaitEvents(
        all -> all.stream().filter(e -> e.at("/data/phase").asText().equals("stop")).count() == 2);
    Report report = audit.report();
    assertThat(report.isAccountedFor()).as(report.table()).isTrue();
    assertThat(report.runs()).hasSize(2).allMatch(run -> run.lost() == 0 && !run.openTail());
  }

  private Audited start(String heap) {
    try {
      Path agentDirectory = Files.createDirectories(directory.resolve("agent-" + heap));
      Files.writeString(
          agentDirectory.resolve("agent.properties"),
          "reload.interval.ms=200\nstatus.interval.ms=500\n");
      Files.writeString(agentDirectory.resolve("username"), Audit.WRITER);
      write(agentDirectory, "SASL_PLAINTEXT");
      BrokerProcess broker =
          BrokerProcess.start(
              BrokerOptions.of(Audit.version(OneBroker.VERSION))
                  .heap(heap)
                  .jvmOptions("-XX:+ExitOnOutOfMemoryError")
                  .agent(Audit.AGENT_JAR, agentDirectory),
              directory.resolve("audited-" + heap));
      return new Audited(heap, agentDirectory, broker, new BrokerJvm(broker));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A fault for whoever connects next, and a producer made anew, as with another key. */
  private void meet(int after, byte[] answer, boolean ends, String told) throws Exception {
    listener.set(new FaultyListener.Fault(after, answer, ends));
    touchAll();
    meet("after " + after + " responses", told);
  }

  private void touchAll() throws Exception {
    for (Audited audited : brokers) {
      write(audited.agentDirectory(), "SASL_PLAINTEXT");
    }
  }

  /** Both brokers serve their clients all the while, and their agents say what was met. */
  private void meet(String when, String told) {
    createTopics();
    for (Audited audited : brokers) {
      await(audited.heap() + " " + when)
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(audited.bean().lastError()).contains(told));
    }
    createTopics();
  }

  private void createTopics() {
    topics++;
    for (Audited audited : brokers) {
      OneBroker.createTopics(audited.broker(), topic(topics, audited));
    }
  }

  private static String topic(int number, Audited audited) {
    return "t" + number + "." + audited.heap();
  }

  /** The destination is right again: everything is there. */
  private void deliver() {
    listener.set(FaultyListener.NONE);
    createTopics();
    List<JsonNode> events =
        audit.awaitEvents(
            all -> brokers.stream().allMatch(broker -> isTold(all, topic(topics, broker))));
    for (Audited audited : brokers) {
      for (int i = 1; i <= topics; i++) {
        assertThat(isTold(events, topic(i, audited))).as(topic(i, audited)).isTrue();
      }
      await().untilAsserted(() -> assertThat(audited.bean().lastError()).isEmpty());
    }
  }

  private static boolean isTold(List<JsonNode> events, String topic) {
    return OneBroker.count(events, "kafka.CreateTopics", "topic=" + topic) > 0;
  }

  /** Another text each time, so that the agent takes it for another key. */
  private void write(Path agentDirectory, String protocol) throws Exception {
    Properties properties = Audit.scram(audit.destination, Audit.WRITER, Audit.WRITER_PASSWORD);
    properties.keySet().removeIf(key -> key.toString().contains("timeout"));
    properties.put("bootstrap.servers", listener.address());
    properties.put("security.protocol", protocol);
    properties.put("reconnect.backoff.ms", Integer.toString(50 + topics));
    StringWriter text = new StringWriter();
    properties.store(text, null);
    Files.writeString(agentDirectory.resolve("writer.properties"), text.toString());
  }
}
