package io.kafkaaudit.agent.boot;

/**
 * Turns {@link System#nanoTime()} into the time of day, so that broker threads read one clock and
 * not two. Owned by the encoder thread.
 */
final class WallClock {
  private long nanos;
  private long millis;

  /** Compares the clocks: what happened about now is right, though clocks step. */
  void read() {
    nanos = System.nanoTime();
    millis = System.currentTimeMillis();
  }

  /** Milliseconds since the epoch. */
  long millisOf(long nanoTime) {
    return millis + (nanoTime - nanos) / 1_000_000;
  }
}
