package io.kafkaaudit.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SenderTest {
  private static final byte[] KEY = {1};
  private static final byte[] VALUE = "{}".getBytes();

  private final Outbox outbox = new Outbox(10_000);
  private final List<Long> delivered = new CopyOnWriteArrayList<>();
  private final List<String> failed = new CopyOnWriteArrayList<>();
  private final FakeDestination destination = new FakeDestination();
  private final List<MockProducer<byte[], byte[]>> producers = destination.producers;
  private final List<Properties> configs = destination.configs;
  private final WireBytes wire = new WireBytes();
  private final Sender sender =
      new Sender(
          outbox,
          new DeliveryListener() {
            @Override
            public void delivered(Outbox.Entry entry) {
              delivered.add(entry.sequence());
            }

            @Override
            public void failed(Outbox.Entry entry, FailureCause cause, Throwable error) {
              failed.add(entry.sequence() + " " + cause);
            }
          },
          destination,
          "agent-1",
          wire);

  @AfterEach
  void close() {
    sender.close(Duration.ofMillis(200));
  }

  @Test
  void recordsWaitForAWriterAndThenGoOut() {
    offer(1);
    sender.start();
    offer(2);
    sender.reconfigure(writer());
    await().until(() -> !producers.isEmpty() && producers.get(0).history().size() == 2);
    while (producers.get(0).completeNext()) {}
    assertThat(delivered).containsExactly(1L, 2L);
    assertThat(outbox.bytes()).isZero();
    assertThat(producers.get(0).history().get(0).headers().lastHeader("content-type").value())
        .asString()
        .isEqualTo("application/cloudevents+json");
    assertThat(configs.get(0))
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", "true");
  }

  @Test
  void whatTimesOutIsSentAgain() {
    begin();
    offer(1);
    await().until(() -> producers.get(0).errorNext(new TimeoutException("away")));
    assertThat(sender.lastError()).isEqualTo("TimeoutException: away");
    await().until(() -> producers.get(0).completeNext());
    assertThat(delivered).containsExactly(1L);
    assertThat(failed).isEmpty();
    assertThat(sender.lastError()).isNull();
  }

  @Test
  void afterAnErrorThatMayHaveBrokenTheProducerAnotherOneIsMade() {
    begin();
    offer(1);
    await().until(() -> producers.get(0).errorNext(new TopicAuthorizationException("not yet")));
    await().until(() -> producers.size() == 2 && producers.get(1).completeNext());
    assertThat(delivered).containsExactly(1L);
    assertThat(producers.get(0).closed()).isTrue();
    assertThat(wire.total()).as("of both").isEqualTo(100 + 200);
  }

  @Test
  void whatTheDestinationRefusesForGoodIsGivenUp() {
    begin();
    offer(1);
    await().until(() -> producers.get(0).errorNext(new RecordTooLargeException("too large")));
    await().until(() -> outbox.bytes() == 0);
    assertThat(failed).containsExactly("1 SEND_REJECTED");
  }

  @Test
  void whatIsLeftAtTheEndHasAnUnknownOutcome() {
    offer(1);
    sender.start();
    sender.close(Duration.ofMillis(100));
    assertThat(failed).containsExactly("1 UNKNOWN_OUTCOME");
  }

  @Test
  void aRecordOfWhichOnlyTheLatestCountsKeepsNobodyWaiting() {
    offer(1);
    offerLatest(7);
    offerLatest(8);
    begin();
    await().until(() -> producers.get(0).history().size() == 2);
    assertThat(producers.get(0).history())
        .extracting(ProducerRecord::topic)
        .containsExactly("s", "t");
    assertThat(producers.get(0).errorNext(new TimeoutException("no such topic"))).isTrue();
    assertThat(producers.get(0).completeNext()).isTrue();
    await().until(() -> outbox.bytes() == 0);
    assertThat(failed).containsExactly("8 UNKNOWN_OUTCOME");
    assertThat(delivered).containsExactly(1L);
  }

  @Test
  void aRecordOfWhichOnlyTheLatestCountsOvertakesThoseThatCannotBeSent() {
    begin();
    offer(1);
    await().until(() -> producers.get(0).errorNext(new TopicAuthorizationException("t")));
    offerLatest(7);
    await()
        .until(
            () ->
                producers.stream()
                    .flatMap(producer -> producer.history().stream())
                    .anyMatch(r -> r.topic().equals("s")));
  }

  private void begin() {
    sender.start();
    sender.reconfigure(writer());
    await().until(() -> producers.size() == 1);
  }

  private void offer(long sequence) {
    Source source = new Source(Priority.MANAGEMENT, "alice");
    ByteBuffer value = ByteBuffer.wrap(VALUE);
    assertThat(outbox.offer("t", sequence, KEY, value, source, null)).isTrue();
  }

  private void offerLatest(long sequence) {
    outbox.offerLatest("s", sequence, KEY, VALUE, VALUE.length);
  }

  private static Properties writer() {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", "audit:9093");
    properties.setProperty("security.protocol", "SASL_PLAINTEXT");
    properties.setProperty("sasl.mechanism", "SCRAM-SHA-512");
    properties.setProperty(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"KA\" password=\"p\";");
    return properties;
  }
}
