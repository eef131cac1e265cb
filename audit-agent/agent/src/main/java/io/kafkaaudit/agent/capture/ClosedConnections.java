package io.kafkaaudit.agent.capture;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Ids of connections that ended while a management request was under way: from network threads to
 * the encoder thread. Nobody locks or waits. Thread-safe.
 */
public final class ClosedConnections {
  /** An id that finds no room is forgotten: its request ends by its time limit. */
  private static final int MOST = 2048;

  private final ConcurrentLinkedQueue<String> ids = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();

  /** A management request is about to be published. */
  public void requestBegan() {
    requests.incrementAndGet();
  }

  /** The encoder thread has done with a management request. */
  public void requestEnded() {
    requests.decrementAndGet();
  }

  public void closed(String connectionId) {
    if (requests.get() > 0 && waiting.get() < MOST) {
      waiting.incrementAndGet();
      ids.add(connectionId);
    }
  }

  /** Encoder thread only: the next id, null when there is none. */
  public @Nullable String poll() {
    String id = ids.poll();
    if (id != null) {
      waiting.decrementAndGet();
    }
    return id;
  }
}
