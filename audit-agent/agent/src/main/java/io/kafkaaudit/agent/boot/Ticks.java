package io.kafkaaudit.agent.boot;

/** Time that only goes forward, for intervals: when the time of day steps back, nothing waits. */
final class Ticks {
  private static final long BEGIN = System.nanoTime();

  private Ticks() {}

  /** Milliseconds since the agent was loaded. */
  static long millis() {
    return (System.nanoTime() - BEGIN) / 1_000_000;
  }
}
