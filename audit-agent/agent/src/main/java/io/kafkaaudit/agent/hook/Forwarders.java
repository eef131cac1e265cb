package io.kafkaaudit.agent.hook;

import io.kafkaaudit.agent.capture.Forwarder;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.requests.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Brokers by the connection on which they pass requests on: what an envelope holds is parsed later
 * and on another thread, under a context that shares only the connection with it. Thread-safe.
 */
final class Forwarders {
  /** More connections than any controller has; when they are reached, all are learned anew. */
  private static final int MOST = 1024;

  private final ConcurrentHashMap<String, Forwarder> byConnection = new ConcurrentHashMap<>();

  /** An envelope was parsed. Whether its sender may send any is decided later, by Kafka. */
  void seen(RequestContext envelope) {
    Forwarder known = byConnection.get(envelope.connectionId);
    if (known != null && known.sent(envelope)) {
      return;
    }
    if (byConnection.size() >= MOST) {
      byConnection.clear();
    }
    byConnection.put(envelope.connectionId, Forwarder.of(envelope));
  }

  /** Null: nobody sent envelopes on that connection. */
  @Nullable Forwarder on(String connectionId) {
    return byConnection.get(connectionId);
  }

  void forget(String connectionId) {
    if (!byConnection.isEmpty()) {
      byConnection.remove(connectionId);
    }
  }
}
