package io.kafkaaudit.agent.boot;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The JVM runs its shutdown hooks side by side, and the broker serves for a while yet in its own:
 * an agent that stopped at once would be blind to that and call its account complete.
 */
final class BrokerShutdown {
  /** {@code kafka.Kafka}'s name for its hook, in every version. */
  private static final String HOOK = "kafka-shutdown-hook";

  private static final long APPEARS_WITHIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private BrokerShutdown() {}

  /** Waits until the broker has ended, as the JVM does anyway. */
  static void await() {
    try {
      long until = System.nanoTime() + APPEARS_WITHIN_NANOS;
      Optional<Thread> broker = find();
      while (broker.isEmpty() && System.nanoTime() - until < 0) {
        Thread.sleep(10);
        broker = find();
      }
      if (broker.isPresent()) {
        broker.get().join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<Thread> find() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(HOOK))
        .findFirst();
  }
}
