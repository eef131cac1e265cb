package io.kafkaaudit.agent.hook;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Rests a hook that failed for ten seconds and counts what it did not look at. Thread-safe. */
public final class Breaker {
  private static final long REST_NANOS = 10_000_000_000L;

  private final String hook;
  private final LongAdder skipped = new LongAdder();
  private volatile boolean resting;
  private volatile long restsUntil;
  private volatile @Nullable Throwable lastError;

  Breaker(String hook) {
    this.hook = hook;
  }

  /** Whether the hook may run now. */
  boolean closed() {
    if (!resting) {
      return true;
    }
    if (System.nanoTime() - restsUntil >= 0) {
      resting = false;
      return true;
    }
    return false;
  }

  void rearm() {
    resting = false;
  }

  /** The hook rests and does not look at what would have been so many events, or fewer. */
  void skip(int events) {
    skipped.add(events);
  }

  /**
   * The hook failed; called where it caught that. Where memory or stack ran out it may fail here as
   * well, and the broker must not feel that either.
   *
   * @param events that are lost with it, at most; 0: it only told less about an event
   */
  void failed(Throwable error, int events) {
    try {
      lastError = error;
      restsUntil = System.nanoTime() + REST_NANOS;
      resting = true;
      skipped.add(events);
    } catch (Throwable again) {
      lastError = again;
    }
  }

  /** Events that the hook did not capture since the start, because it failed or rested. */
  public long skipped() {
    return skipped.sum();
  }

  public @Nullable String lastError() {
    Throwable error = lastError;
    return error == null ? null : hook + ": " + error;
  }
}
