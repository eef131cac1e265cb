package io.kafkaaudit.agent.delivery;

import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A producer, and an eye on its network thread: where that one died of an Error the producer takes
 * records and never tells of them again. Owned by the sender's thread.
 */
final class Connection {
  private @Nullable Producer<byte[], byte[]> producer;
  private @Nullable Thread network;
  private volatile @Nullable Throwable diedOf;

  /** Makes the producer. */
  Producer<byte[], byte[]> open(Destination destination, Properties config) {
    Producer<byte[], byte[]> made = destination.connect(config);
    producer = made;
    Thread thread = networkThread();
    if (thread != null) {
      Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
      thread.setUncaughtExceptionHandler(
          (dead, error) -> {
            diedOf = error;
            before.uncaughtException(dead, error);
          });
    }
    network = thread;
    return made;
  }

  /** It is of the group of the thread that made it, and the latest there. */
  private static @Nullable Thread networkThread() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    Thread[] threads = new Thread[group.activeCount() + 8];
    int count = group.enumerate(threads, false);
    Thread latest = null;
    for (int i = 0; i < count; i++) {
      Thread thread = threads[i];
      if (thread.getName().startsWith(KafkaProducer.NETWORK_THREAD_PREFIX)
          && (latest == null || thread.getId() > latest.getId())) {
        latest = thread;
      }
    }
    return latest;
  }

  void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    var unused = Objects.requireNonNull(producer).send(record, callback);
  }

  /** Of what the network thread died; null: it lives. */
  @Nullable Throwable death() {
    if (network == null || network.isAlive()) {
      return null;
    }
    return new IllegalStateException("the producer's network thread ended", diedOf);
  }

  /**
   * Closes the producer. Waits for its network thread: so there is never a second one beside one
   * that hangs.
   */
  void close(Duration within) {
    if (producer != null) {
      producer.close(within);
    }
  }
}
