package io.kafkaaudit.agent.delivery;

import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * What the sender knows of the destination and of its producer: the latest failure, whether another
 * producer is needed, whether it is time to look at what speaks there. Thread-safe.
 */
final class Health implements Flights.Watcher {
  /** Beyond a request's time: by then the producer has tried again and given records up. */
  private static final long PATIENCE_MILLIS = 35_000;

  private static final int MOST_CHARACTERS = 2_000;
  private static final long LONGEST_STALL_MILLIS = 90_000;
  private static final long SHORTEST_REST_MILLIS = 100;
  private static final long LONGEST_REST_MILLIS = 5_000;
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final LongSupplier nanos;
  private volatile @Nullable Properties config;
  private volatile @Nullable String error;
  private volatile @Nullable String contradiction;
  private volatile @Nullable String doubt;
  private volatile @Nullable String refused;
  private volatile boolean broken;
  private volatile boolean closing;
  private volatile boolean suspicious;
  private volatile long progress;
  private volatile long lastLook;
  private volatile long stallNanos;
  private volatile long restMillis;

  Health(LongSupplier nanos) {
    this.nanos = nanos;
    this.progress = nanos.getAsLong();
    this.lastLook = progress - LOOK_EVERY_NANOS;
    use(new Properties());
  }

  /** Another configuration, whose secrets no text may have and whose time limits count. */
  void use(Properties next) {
    config = next;
    restMillis = 0;
    long patient = ProducerProperties.requestTimeoutMillis(next) + PATIENCE_MILLIS;
    stallNanos = TimeUnit.MILLISECONDS.toNanos(Math.min(LONGEST_STALL_MILLIS, patient));
  }

  /** See {@link Sender#lastError}. */
  @Nullable String lastError() {
    String latest = error;
    String wrong = contradiction;
    String large = refused;
    if (latest != null) {
      return cut(latest + (latest.equals(wrong) ? "" : more(wrong)) + more(doubt) + more(large));
    }
    return large != null ? cut(large + more(wrong)) : wrong == null ? null : cut(wrong);
  }

  /** Of many servers there may be much to say. */
  private static String cut(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
  }

  private static String more(@Nullable String text) {
    return text == null ? "" : " (" + text + ")";
  }

  /** How long to rest before another producer is made: each time longer, until one is of use. */
  long nextRestMillis() {
    long next = Math.min(LONGEST_REST_MILLIS, Math.max(SHORTEST_REST_MILLIS, restMillis * 2));
    restMillis = next;
    return next;
  }

  /** Whether another producer is needed. */
  boolean isBroken() {
    return broken;
  }

  /** The producer that was of no use is gone. */
  void repaired() {
    broken = false;
  }

  /** A new producer: it has its time. */
  void begin() {
    idle();
  }

  /** Nothing waits for the destination. */
  void idle() {
    progress = nanos.getAsLong();
  }

  /**
   * Whether no record was acknowledged for so long that, if some wait, the producer is at fault.
   */
  boolean isStalled() {
    return nanos.getAsLong() - progress > stallNanos;
  }

  /**
   * Clients before Kafka 4.0 never ask the bootstrap servers again; a new one does, and resolves
   * their names anew.
   */
  void stalled() {
    if (error == null) {
      error = "no record was acknowledged for " + stallNanos / 1_000_000_000 + " s";
    }
    broken = true;
  }

  /** Whether something failed since the last look, or a server may have been mended meanwhile. */
  boolean wantsLook() {
    long since = nanos.getAsLong() - lastLook;
    return (suspicious && since >= LOOK_EVERY_NANOS)
        || (contradiction != null && since >= LOOK_AGAIN_NANOS);
  }

  void saw(Destination.Sight sight) {
    suspicious = false;
    lastLook = nanos.getAsLong();
    contradiction = sight.contradiction();
    doubt = sight.doubt();
  }

  /** A response was too large to be received: told at once, long before the records time out. */
  void refused(String what) {
    refused = what;
    suspicious = true;
  }

  /** While a producer is closed, what it says of its records is no news. */
  void closing(boolean now) {
    closing = now;
  }

  void closeFailed(Throwable why) {
    if (error == null) {
      error = ErrorText.of(why, config);
    }
  }

  @Override
  public void delivered() {
    error = null;
    doubt = null;
    refused = null;
    restMillis = 0;
    idle();
  }

  @Override
  public void failed(Outbox.Entry entry, Throwable why) {
    boolean ofTheRecord =
        why instanceof RecordTooLargeException || why instanceof InvalidRecordException;
    if (closing || ofTheRecord) {
      return;
    }
    if (entry.once && why instanceof TopicAuthorizationException) {
      error = ErrorText.of(why, config); // of that topic only: no reason to disturb the others
    } else {
      failed(why);
    }
  }

  /** A producer that only timed out goes on; any other error may have left it unusable. */
  void failed(Throwable why) {
    if (why instanceof TimeoutException) {
      suspicious = true;
    } else {
      broken = true;
    }
    error = ErrorText.of(why, config);
  }
}
