package io.kafkaaudit.operator.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One connection for each distinct admin, opened when first asked for and closed when nobody asked
 * for it for half an hour: its admin Secret has changed, or its AuditLog is gone. Thread-safe.
 */
public final class DestinationConnections implements AutoCloseable {
  /** Longer than any one reconciliation takes. */
  static final Duration IDLE = Duration.ofMinutes(30);

  private final Map<AdminProperties, Connection> open = new ConcurrentHashMap<>();
  private final Function<AdminProperties, Destination> connector;
  private final Clock clock;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "destination-sweeper");
            thread.setDaemon(true);
            return thread;
          });

  private record Connection(Destination destination, Instant asked) {}

  public DestinationConnections(Function<AdminProperties, Destination> connector) {
    this(connector, Clock.systemUTC());
  }

  /** The same with a clock of the caller's. */
  public DestinationConnections(Function<AdminProperties, Destination> connector, Clock clock) {
    this.connector = connector;
    this.clock = clock;
    var unused = sweeper.scheduleWithFixedDelay(this::closeIdle, 1, 1, TimeUnit.MINUTES);
  }

  /** To be asked for in each reconciliation, and not kept. */
  public Destination to(AdminProperties admin) {
    return open.compute(
            admin,
            (key, present) ->
                new Connection(
                    present == null ? connector.apply(key) : present.destination(),
                    clock.instant()))
        .destination();
  }

  void closeIdle() {
    Instant before = clock.instant().minus(IDLE);
    open.forEach(
        (admin, connection) -> {
          if (!connection.asked().isAfter(before) && open.remove(admin, connection)) {
            connection.destination().close();
          }
        });
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
    for (Iterator<Connection> all = open.values().iterator(); all.hasNext(); ) {
      all.next().destination().close();
      all.remove();
    }
  }
}
