package io.kafkaaudit.operator.kafka;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** One connection for each distinct admin, opened when first asked for. Thread-safe. */
public final class DestinationConnections implements AutoCloseable {
  private final Map<AdminProperties, Destination> open = new ConcurrentHashMap<>();
  private final Function<AdminProperties, Destination> connector;

  public DestinationConnections(Function<AdminProperties, Destination> connector) {
    this.connector = connector;
  }

  public Destination to(AdminProperties admin) {
    return open.computeIfAbsent(admin, connector);
  }

  @Override
  public void close() {
    open.values().forEach(Destination::close);
    open.clear();
  }
}
