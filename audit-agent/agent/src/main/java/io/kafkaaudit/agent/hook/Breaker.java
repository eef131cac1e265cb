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
  private volatile @Nullable String lastError;

  Breaker(String hook) {
    this.hook = hook;
  }

  /** Whether the hook may run now; false counts one skipped act. */
  boolean closed() {
    if (!resting) {
      return true;
    }
    if (System.nanoTime() - restsUntil >= 0) {
      resting = false;
      return true;
    }
    skipped.increment();
    return false;
  }

  /** The hook failed, so that this act was not captured. */
  void failed(Throwable error) {
    skipped.increment();
    lastError = hook + ": " + error;
    restsUntil = System.nanoTime() + REST_NANOS;
    resting = true;
  }

  /** Acts that the hook did not capture since the start, because it failed or rested. */
  public long skipped() {
    return skipped.sum();
  }

  public @Nullable String lastError() {
    return lastError;
  }
}
