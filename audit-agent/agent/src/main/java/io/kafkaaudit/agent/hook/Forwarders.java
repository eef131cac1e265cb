package io.kafkaaudit.agent.hook;

import io.kafkaaudit.agent.capture.Forwarder;
import io.kafkaaudit.agent.capture.ManagementRequest;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.requests.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Brokers by the connection on which they pass requests on: what an envelope holds is parsed later
 * and on another thread, under a context that shares only the connection with it. Kafka serves one
 * envelope of a connection after the other. Thread-safe.
 */
final class Forwarders {
  /** More connections than any controller has; when they are reached, all are learned anew. */
  private static final int MOST = 1024;

  private final ConcurrentHashMap<String, Link> byConnection = new ConcurrentHashMap<>();

  /**
   * An envelope was parsed. Whether its sender may send any is decided later, by Kafka.
   *
   * @param content what the broker's agent put into it; null: nothing
   */
  void seen(RequestContext envelope, byte @Nullable [] content) {
    Link link = byConnection.get(envelope.connectionId);
    if (link == null || !link.forwarder.sent(envelope)) {
      if (byConnection.size() >= MOST) {
        byConnection.clear();
      }
      link = new Link(Forwarder.of(envelope));
      byConnection.put(envelope.connectionId, link);
    }
    link.underWay = link.forwarder.telling(content);
  }

  /** The broker that sends envelopes on that connection; null: none does. */
  @Nullable Forwarder on(String connectionId) {
    Link link = byConnection.get(connectionId);
    if (link == null) {
      return null;
    }
    Forwarder underWay = link.underWay;
    return underWay == null ? link.forwarder : underWay;
  }

  /** The broker whose envelope on that connection has no response yet; null: there is none. */
  @Nullable Forwarder underWay(String connectionId) {
    Link link = byConnection.isEmpty() ? null : byConnection.get(connectionId);
    return link == null ? null : link.underWay;
  }

  /** What the latest envelope of that connection held, if it is one that sends any. */
  void sent(String connectionId, ManagementRequest request) {
    Link link = byConnection.get(connectionId);
    if (link != null) {
      link.inEnvelope = request;
    }
  }

  /**
   * The response to that envelope was built; what it held was answered before, or never will be.
   */
  void answered(String connectionId) {
    Link link = byConnection.get(connectionId);
    if (link == null) {
      return;
    }
    ManagementRequest request = link.inEnvelope;
    link.inEnvelope = null;
    link.underWay = null;
    if (request != null && request.response() == null) {
      request.handBack();
    }
  }

  void forget(String connectionId) {
    if (!byConnection.isEmpty()) {
      byConnection.remove(connectionId);
    }
  }

  /** A connection of a broker. */
  private static final class Link {
    private final Forwarder forwarder;
    private volatile @Nullable ManagementRequest inEnvelope;
    private volatile @Nullable Forwarder underWay;

    Link(Forwarder forwarder) {
      this.forwarder = forwarder;
    }
  }
}
