package io.kafkaaudit.agent.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is in the outbox, on a thread of its own. What the destination does not take now stays
 * and is sent again: records are delivered at least once, or wait, until the sender ends.
 */
public final class Sender {
  private static final byte[] CONTENT_TYPE =
      "application/cloudevents+json".getBytes(StandardCharsets.UTF_8);
  private static final long SHORTEST_REST_NANOS = 100_000_000;
  private static final Duration CHANGE_WITHIN = Duration.ofSeconds(5);

  private final Outbox outbox;
  private final DeliveryListener listener;
  private final Destination destination;
  private final String clientId;
  private final WireBytes wire;
  private final Health health;
  private final Flights flights;
  private final Thread thread;
  private final AtomicReference<@Nullable Properties> changed = new AtomicReference<>();
  private volatile @Nullable Properties writer;
  private volatile boolean closing;
  private volatile long closeBy;
  private @Nullable Connection connection;
  private Outbox.@Nullable Entry held;

  /**
   * @param wire counts what the producers send
   */
  public Sender(
      Outbox outbox,
      DeliveryListener listener,
      Destination destination,
      String clientId,
      WireBytes wire) {
    this(outbox, listener, destination, clientId, wire, System::nanoTime);
  }

  Sender(
      Outbox outbox,
      DeliveryListener listener,
      Destination destination,
      String clientId,
      WireBytes wire,
      java.util.function.LongSupplier nanos) {
    this.outbox = outbox;
    this.listener = listener;
    this.destination = destination;
    this.clientId = clientId;
    this.wire = wire;
    this.health = new Health(nanos);
    this.flights = new Flights(outbox, listener, health);
    this.thread = destination.thread(this::run, "kafka-audit-sender");
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
    return health.lastError();
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
        health.failed(e);
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
      writer = next;
      health.use(next);
      disconnect(CHANGE_WITHIN);
    }
    Throwable unsettled = flights.settle();
    if (unsettled != null) {
      health.failed(unsettled);
    }
    Properties current = writer;
    if (current == null) {
      Thread.sleep(50);
      return;
    }
    watch(current);
    if (health.isBroken()) {
      disconnect(Duration.ZERO);
      rest();
    }
    if (connection == null) {
      connect(current);
    }
    send(connection);
  }

  /** A producer that is of no use does not tell so by itself. */
  private void watch(Properties current) {
    String refused = destination.takeRefused();
    if (refused != null) {
      health.refused(refused);
    }
    Connection now = connection;
    if (now == null || health.isBroken()) {
      return;
    }
    Throwable death = now.death();
    if (death != null) {
      health.failed(death);
    } else if (outbox.bytes() > 0 && health.isStalled()) {
      health.stalled();
    } else if (health.wantsLook()) {
      seen(destination.look(ProducerProperties.of(current, clientId)));
    }
  }

  private void connect(Properties current) {
    Properties config = ProducerProperties.of(current, clientId);
    config.setProperty("bootstrap.servers", seen(destination.look(config)));
    Connection next = new Connection();
    connection = next; // whatever fails from here on, it is closed
    wire.begin(next.open(destination, config));
    health.begin();
  }

  /** The servers that may be used, or an exception that says why there are none. */
  private String seen(Destination.Sight sight) {
    health.saw(sight);
    if (sight.usable().isEmpty()) {
      throw new WrongDestinationException(
          String.valueOf(sight.contradiction())); // caught in run(): the producer is of no use
    }
    return sight.usable();
  }

  /** Waits a moment for a record. It is held until the flight is known, whatever fails here. */
  private void send(@Nullable Connection to) throws InterruptedException {
    Outbox.Entry entry = held == null ? outbox.poll(100) : held;
    held = entry;
    if (entry == null || to == null) {
      if (entry == null && flights.isEmpty()) {
        health.idle();
      }
      return;
    }
    if (health.isBroken() && !entry.once) {
      outbox.giveBack(entry); // it may be the very one that told that the producer is broken
      held = null;
      return;
    }
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(entry.topic, null, entry.key, entry.value);
    record.headers().add("content-type", CONTENT_TYPE);
    Flights.Flight flight = flights.launch(entry);
    held = null;
    try {
      to.send(record, flight);
    } catch (Throwable e) { // refused before it was on its way, so that there is no callback
      flight.failed(e);
    }
  }

  /** Shorter when there is news, but never not at all. */
  private void rest() throws InterruptedException {
    long begin = System.nanoTime();
    long longest = TimeUnit.MILLISECONDS.toNanos(health.nextRestMillis());
    long rested = 0;
    while (rested < (closing || changed.get() != null ? SHORTEST_REST_NANOS : longest)) {
      Thread.sleep(20);
      rested = System.nanoTime() - begin;
    }
  }

  /** What the producer still holds comes back, by its callbacks or without them. */
  private void disconnect(Duration within) {
    Connection old = connection;
    connection = null;
    try {
      if (old != null) {
        health.closing(true);
        old.close(within);
      }
    } catch (Throwable e) { // it is not used any more in any case
      health.closeFailed(e);
    } finally {
      health.closing(false);
      if (old != null) {
        wire.end();
      }
      flights.abandon(new IllegalStateException("the producer was closed"));
      health.repaired();
    }
  }

  private void finish() {
    disconnect(Duration.ofNanos(Math.max(0, closeBy - System.nanoTime())));
    Throwable unsettled = flights.settle();
    if (unsettled != null) {
      health.failed(unsettled); // its room stays taken, so that nobody thinks that all is well
    }
    try {
      Outbox.Entry left = held == null ? outbox.poll(0) : held;
      while (left != null) {
        giveUp(left);
        left = outbox.poll(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveUp(Outbox.Entry entry) {
    try {
      listener.failed(
          entry, FailureCause.UNKNOWN_OUTCOME, new IllegalStateException("the agent stopped"));
      outbox.release(entry);
    } catch (Throwable e) {
      health.failed(e);
    }
  }
}
