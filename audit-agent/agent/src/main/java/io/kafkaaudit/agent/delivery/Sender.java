package io.kafkaaudit.agent.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is in the outbox, on a thread of its own. What the destination does not take now stays
 * and is sent again: records are delivered at least once, or wait, until the sender ends.
 */
public final class Sender {
  private static final byte[] CONTENT_TYPE =
      "application/cloudevents+json".getBytes(StandardCharsets.UTF_8);
  private static final long LONGEST_REST_MILLIS = 5_000;

  private final Outbox outbox;
  private final DeliveryListener listener;
  private final Function<Properties, Producer<byte[], byte[]>> producers;
  private final String clientId;
  private final WireBytes wire;
  private final Thread thread = new Thread(this::run, "kafka-audit-sender");
  private final AtomicReference<@Nullable Properties> changed = new AtomicReference<>();
  private volatile @Nullable Properties writer;
  private volatile @Nullable String lastError;
  private volatile boolean broken;
  private volatile boolean closing;
  private volatile long closeBy;
  private @Nullable Producer<byte[], byte[]> producer;
  private long restMillis;

  /**
   * @param producers makes a producer; called on the sender's thread only
   * @param wire counts what they send
   */
  public Sender(
      Outbox outbox,
      DeliveryListener listener,
      Function<Properties, Producer<byte[], byte[]>> producers,
      String clientId,
      WireBytes wire) {
    this.outbox = outbox;
    this.listener = listener;
    this.producers = producers;
    this.clientId = clientId;
    this.wire = wire;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Uses another writer key from now on; nothing that waits is lost. */
  public void reconfigure(Properties properties) {
    changed.set(properties);
  }

  /** The latest failure of the destination; null while all is well. Holds no secret. */
  public @Nullable String lastError() {
    return lastError;
  }

  /** Whether there is a key to send with. */
  public boolean hasWriter() {
    return writer != null || changed.get() != null;
  }

  /** Sends what waits, as far as the time allows, and ends. Called once. */
  public void close(Duration within) {
    closeBy = System.nanoTime() + within.toNanos();
    closing = true;
    try {
      thread.join(within.toMillis() + 500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!ended()) {
      try {
        step();
      } catch (InterruptedException e) {
        break;
      } catch (Throwable e) {
        failed(e);
      }
    }
    finish();
  }

  private boolean ended() {
    return closing && (outbox.bytes() == 0 || writer == null || System.nanoTime() - closeBy >= 0);
  }

  private void step() throws InterruptedException {
    Properties next = changed.getAndSet(null);
    if (next != null) {
      closeProducer(Duration.ofSeconds(5));
      writer = next;
      restMillis = 0;
    }
    if (broken) {
      closeProducer(Duration.ZERO);
      rest();
    }
    Properties current = writer;
    if (current == null) {
      Thread.sleep(50);
      return;
    }
    if (producer == null) {
      producer = producers.apply(ProducerProperties.of(current, clientId));
      wire.begin(producer);
    }
    Outbox.Entry entry = outbox.poll(100);
    if (entry != null && broken && !entry.once) {
      outbox.giveBack(entry); // it may be the very one that told that the producer is broken
    } else if (entry != null) {
      send(producer, entry);
    }
  }

  private void send(Producer<byte[], byte[]> to, Outbox.Entry entry) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(entry.topic, null, entry.key, entry.value);
    record.headers().add("content-type", CONTENT_TYPE);
    try {
      var unused = to.send(record, (metadata, error) -> completed(entry, error));
    } catch (KafkaException | IllegalStateException e) {
      completed(entry, e); // refused before it was on its way, so that there is no callback
    }
  }

  private void completed(Outbox.Entry entry, @Nullable Exception error) {
    if (error == null) {
      lastError = null;
      restMillis = 0;
      listener.delivered(entry); // first: once the outbox is empty all of it is counted
      outbox.release(entry);
    } else if (error instanceof RecordTooLargeException
        || error instanceof InvalidRecordException) {
      outbox.release(entry);
      listener.failed(entry, FailureCause.SEND_REJECTED, error);
    } else if (entry.once) {
      if (error instanceof TopicAuthorizationException) {
        lastError = textOf(error); // of that topic only: no reason to disturb the others
      } else {
        failed(error);
      }
      outbox.release(entry);
      listener.failed(entry, FailureCause.UNKNOWN_OUTCOME, error);
    } else {
      failed(error);
      outbox.giveBack(entry);
    }
  }

  /** A producer that only timed out goes on; any other error may have left it unusable. */
  private void failed(Throwable error) {
    lastError = textOf(error);
    if (!(error instanceof TimeoutException)) {
      broken = true;
    }
  }

  private static String textOf(Throwable error) {
    return error.getClass().getSimpleName() + ": " + error.getMessage();
  }

  private void rest() throws InterruptedException {
    restMillis = Math.min(LONGEST_REST_MILLIS, Math.max(100, restMillis * 2));
    long until = System.nanoTime() + restMillis * 1_000_000;
    while (System.nanoTime() - until < 0 && !closing && changed.get() == null) {
      Thread.sleep(20);
    }
  }

  private void closeProducer(Duration within) {
    Producer<byte[], byte[]> old = producer;
    producer = null;
    if (old != null) {
      old.close(within); // what it still holds comes back through the callbacks
      wire.end();
    }
    broken = false;
  }

  private void finish() {
    try {
      closeProducer(Duration.ofNanos(Math.max(0, closeBy - System.nanoTime())));
      Outbox.Entry left = outbox.poll(0);
      while (left != null) {
        listener.failed(
            left, FailureCause.UNKNOWN_OUTCOME, new IllegalStateException("the agent stopped"));
        left = outbox.poll(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
