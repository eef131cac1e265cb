package io.kafkaaudit.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.agent.delivery.Destination.Sight;
import io.kafkaaudit.agent.delivery.FakeDestination.Fake;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever fails, no record is lost without a name and none keeps its room. */
class SenderFaultsTest {
  private static final byte[] KEY = {1};
  private static final byte[] VALUE = "{}".getBytes();

  private final Outbox outbox = new Outbox(10_000);
  private final FakeDestination destination = new FakeDestination();
  private final List<MockProducer<byte[], byte[]>> producers = destination.producers;
  private final List<Long> delivered = new CopyOnWriteArrayList<>();

  /** Of each record that was given up: its number, and whether it was in the outbox by then. */
  private final List<String> failed = new CopyOnWriteArrayList<>();

  private final AtomicBoolean listenerFails = new AtomicBoolean();
  private final AtomicLong clock = new AtomicLong();
  private final AtomicLong clockReads = new AtomicLong();
  private final Sender sender =
      new Sender(outbox, new Listener(), destination, "agent-1", new WireBytes(), this::readClock);

  private final class Listener implements DeliveryListener {
    @Override
    public void delivered(Outbox.Entry entry) {
      if (listenerFails.getAndSet(false)) {
        throw new OutOfMemoryError("Java heap space");
      }
      delivered.add(entry.sequence());
    }

    @Override
    public void failed(Outbox.Entry entry, FailureCause cause, Throwable error) {
      if (listenerFails.getAndSet(false)) {
        throw new OutOfMemoryError("Java heap space");
      }
      failed.add(entry.sequence() + " " + cause + " " + (outbox.bytes() > 0));
    }
  }

  private long readClock() {
    clockReads.incrementAndGet();
    return clock.get();
  }

  @AfterEach
  void close() {
    sender.close(Duration.ofMillis(200));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        OutOfMemoryError.class,
        StackOverflowError.class,
        NoClassDefFoundError.class,
        IllegalStateException.class
      })
  void whatASendThrowsLosesNothing(Class<? extends Throwable> type) throws Exception {
    Throwable thrown = type.getConstructor(String.class).newInstance("why");
    destination.make = number -> number > 0 ? new Fake() : throwing(thrown, false);
    begin();
    offer(1);
    await().until(() -> producers.size() == 2 && producers.get(1).completeNext());
    assertThat(delivered).containsExactly(1L);
    assertThat(failed).isEmpty();
    assertThat(outbox.bytes()).isZero();
    assertThat(producers.get(0).closed()).isTrue();
  }

  @Test
  void whatASendThrowsAlthoughItSendsIsDeliveredAndCountedOnce() {
    destination.make =
        number -> number > 0 ? new Fake() : throwing(new OutOfMemoryError("heap"), true);
    begin();
    offer(1);
    await().until(() -> producers.size() == 2 && producers.get(1).completeNext());
    while (producers.get(0).completeNext()) {}
    assertThat(delivered).containsExactly(1L);
    assertThat(outbox.bytes()).isZero();
  }

  @Test
  void aProducerThatCannotBeMadeIsTriedAgain() {
    CountDownLatch seen = new CountDownLatch(1);
    destination.make =
        number -> {
          if (number == 0) {
            throw new NoClassDefFoundError("org/Missing");
          }
          await().until(() -> seen.getCount() == 0);
          return new Fake();
        };
    sender.start();
    sender.reconfigure(writer());
    offer(1);
    await().until(() -> "NoClassDefFoundError: org/Missing".equals(sender.lastError()));
    seen.countDown();
    await().until(() -> !producers.isEmpty() && producers.get(0).completeNext());
    assertThat(delivered).containsExactly(1L);
  }

  @Test
  void aProducerThatCannotBeClosedKeepsNothing() {
    destination.make =
        number ->
            number > 0
                ? new Fake()
                : new Fake() {
                  @Override
                  public void close(Duration within) {
                    throw new OutOfMemoryError("unable to create native thread");
                  }
                };
    begin();
    offer(1);
    await().until(() -> producers.get(0).history().size() == 1);
    Properties other = writer();
    other.setProperty("bootstrap.servers", "other:9093");
    sender.reconfigure(other);
    await().until(() -> producers.size() == 2 && producers.get(1).completeNext());
    assertThat(delivered).containsExactly(1L);
    assertThat(outbox.bytes()).isZero();
    assertThat(producers.get(0).completeNext()).as("it tells late").isTrue();
    assertThat(delivered).as("once").containsExactly(1L);
    assertThat(outbox.bytes()).isZero();
  }

  @Test
  void aProducerThatNeverTellsIsReplaced() {
    destination.make = number -> number > 0 ? new Fake() : new Mute();
    begin();
    offer(1);
    await().until(() -> producers.get(0).history().size() == 1);
    clock.addAndGet(Duration.ofSeconds(46).toNanos());
    await().until(() -> producers.size() == 2 && producers.get(1).history().size() == 1);
    assertThat(sender.lastError()).isEqualTo("no record was acknowledged for 45 s");
    assertThat(producers.get(1).completeNext()).isTrue();
    assertThat(delivered).containsExactly(1L);
    assertThat(outbox.bytes()).isZero();
    assertThat(sender.lastError()).isNull();
  }

  @Test
  void addressesThatOnlyTimeOutAreAskedForAnewWithinTwoMinutes() {
    Properties patient = writer();
    patient.setProperty("request.timeout.ms", "600000");
    sender.start();
    sender.reconfigure(patient);
    await().until(() -> producers.size() == 1);
    offer(1);
    await().until(() -> producers.get(0).errorNext(new TimeoutException("expired")));
    clock.addAndGet(Duration.ofSeconds(91).toNanos());
    await().until(() -> producers.size() == 2 && producers.get(1).completeNext());
    assertThat(delivered).containsExactly(1L);
  }

  @Test
  void aProducerThatHasNothingToSendIsKept() {
    begin();
    clock.addAndGet(Duration.ofHours(1).toNanos());
    long reads = clockReads.get();
    await().until(() -> clockReads.get() > reads + 1);
    offer(1);
    await().until(() -> producers.get(0).completeNext());
    assertThat(producers).hasSize(1);
  }

  @Test
  void aNetworkThreadThatDiedIsNoticedAndTold() {
    CountDownLatch death = new CountDownLatch(1);
    destination.make =
        number -> {
          if (number > 0) {
            return new Fake();
          }
          Thread network =
              new Thread(
                  () -> {
                    await().until(() -> death.getCount() == 0);
                    throw new OutOfMemoryError("Java heap space");
                  },
                  "kafka-producer-network-thread | agent-1");
          network.setUncaughtExceptionHandler((thread, error) -> {});
          network.start();
          return new Mute();
        };
    begin();
    offer(1);
    await().until(() -> producers.get(0).history().size() == 1);
    death.countDown();
    await().until(() -> producers.size() == 2 && producers.get(1).history().size() == 1);
    assertThat(sender.lastError())
        .isEqualTo(
            "IllegalStateException: the producer's network thread ended;"
                + " caused by OutOfMemoryError: Java heap space");
    assertThat(producers.get(1).completeNext()).isTrue();
    assertThat(delivered).containsExactly(1L);
  }

  @Test
  void noProducerIsMadeForWhatContradictsTheConfiguration() {
    destination.sight = () -> new Sight("", "audit:9093 answers with HTTP", null);
    offer(1);
    sender.start();
    sender.reconfigure(writer());
    await().until(() -> "audit:9093 answers with HTTP".equals(sender.lastError()));
    await().until(() -> destination.looks.get() > 2);
    assertThat(producers).isEmpty();
    destination.sight = () -> new Sight("audit:9093", null, null);
    await().until(() -> !producers.isEmpty() && producers.get(0).completeNext());
    assertThat(delivered).containsExactly(1L);
    assertThat(sender.lastError()).isNull();
  }

  @Test
  void aServerThatContradictsIsLeftOutAndToldUntilItIsMended() {
    destination.sight = () -> new Sight("b:2,c:3", "a:1 speaks TLS", null);
    begin();
    offer(1);
    await().until(() -> producers.get(0).completeNext());
    assertThat(destination.configs.get(0)).containsEntry("bootstrap.servers", "b:2,c:3");
    assertThat(delivered).containsExactly(1L);
    assertThat(sender.lastError()).isEqualTo("a:1 speaks TLS");
    destination.sight = () -> new Sight("a:1,b:2,c:3", null, null);
    clock.addAndGet(Duration.ofMinutes(5).toNanos());
    await().until(() -> sender.lastError() == null);
    assertThat(producers).as("the others work").hasSize(1);
  }

  @Test
  void whatIsToldOfManyServersIsBounded() {
    destination.sight = () -> new Sight("", "x".repeat(100_000), null);
    sender.start();
    sender.reconfigure(writer());
    await().until(() -> sender.lastError() != null);
    assertThat(sender.lastError()).hasSizeLessThan(3_000);
  }

  @Test
  void aDestinationThatSpeaksAnotherProtocolLaterIsLookedAt() {
    begin();
    offer(1);
    destination.sight = () -> new Sight("", "audit:9093 answers with HTTP", null);
    clock.addAndGet(Duration.ofSeconds(16).toNanos());
    await().until(() -> producers.get(0).errorNext(new TimeoutException("expired")));
    await().until(() -> producers.get(0).closed());
    await().until(() -> "audit:9093 answers with HTTP".equals(sender.lastError()));
    destination.sight = () -> new Sight("audit:9093", null, null);
    await().until(() -> producers.size() == 2 && producers.get(1).completeNext());
    assertThat(delivered).containsExactly(1L);
  }

  @Test
  void whatWasMetIsToldBesideTheFailureUntilARecordIsDelivered() {
    begin();
    destination.sight = () -> new Sight("audit:9093", null, "audit:9093 has no clear answer");
    destination.refused = "broker 1 sent a response of 2147483647 bytes, which was refused";
    clock.addAndGet(Duration.ofSeconds(16).toNanos());
    offer(1);
    await().until(() -> producers.get(0).errorNext(new TimeoutException("expired")));
    await()
        .until(
            () ->
                ("TimeoutException: expired (audit:9093 has no clear answer) (broker 1 sent a"
                        + " response of 2147483647 bytes, which was refused)")
                    .equals(sender.lastError()));
    await().until(() -> producers.get(0).completeNext());
    assertThat(sender.lastError()).isNull();
  }

  @Test
  void aResponseThatWasRefusedIsToldAndLookedAtAtOnce() {
    begin();
    clock.addAndGet(Duration.ofSeconds(16).toNanos());
    destination.refused = "broker 1 sent HTTP";
    await().until(() -> "broker 1 sent HTTP".equals(sender.lastError()));
    await().until(() -> destination.looks.get() == 2);
    offer(1);
    await().until(() -> producers.get(0).completeNext());
    assertThat(sender.lastError()).isNull();
  }

  @Test
  void theAccountKnowsOfARecordThatWasGivenUpBeforeTheOutboxIsEmpty() {
    begin();
    offer(1);
    await().until(() -> producers.get(0).errorNext(new RecordTooLargeException("too large")));
    await().until(() -> outbox.bytes() == 0);
    assertThat(failed).containsExactly("1 SEND_REJECTED true");
  }

  @Test
  void anAccountWithoutMemoryIsToldAgain() {
    begin();
    offer(1);
    await().until(() -> producers.get(0).history().size() == 1);
    listenerFails.set(true);
    assertThat(producers.get(0).errorNext(new RecordTooLargeException("too large"))).isTrue();
    await().until(() -> outbox.bytes() == 0);
    assertThat(failed).containsExactly("1 SEND_REJECTED true");
    assertThat(sender.lastError()).isEqualTo("OutOfMemoryError: Java heap space");
  }

  @Test
  void aCounterThatFailsKeepsNoRoom() {
    begin();
    offer(1);
    await().until(() -> producers.get(0).history().size() == 1);
    listenerFails.set(true);
    assertThat(producers.get(0).completeNext()).as("the producer's thread lives on").isTrue();
    assertThat(outbox.bytes()).isZero();
    assertThat(failed).isEmpty();
  }

  @Test
  void whatALostProducerHeldHasAnUnknownOutcomeAtTheEnd() {
    destination.make = number -> new Mute();
    begin();
    offer(1);
    offer(2);
    await().until(() -> producers.get(0).history().size() == 2);
    sender.close(Duration.ofMillis(100));
    assertThat(failed)
        .containsExactlyInAnyOrder("1 UNKNOWN_OUTCOME true", "2 UNKNOWN_OUTCOME true");
    assertThat(outbox.bytes()).isZero();
  }

  /** Neither its records nor its end come back to who sent them. */
  private static final class Mute extends Fake {
    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      return super.send(record, (metadata, error) -> {});
    }
  }

  private static Fake throwing(Throwable thrown, boolean afterIt) {
    return new Fake() {
      @Override
      public synchronized Future<RecordMetadata> send(
          ProducerRecord<byte[], byte[]> record, Callback callback) {
        if (afterIt) {
          var unused = super.send(record, callback);
        }
        if (thrown instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) thrown;
      }
    };
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

  private static Properties writer() {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", "audit:9093");
    return properties;
  }
}
