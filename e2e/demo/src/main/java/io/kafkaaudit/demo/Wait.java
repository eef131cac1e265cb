package io.kafkaaudit.demo;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what other processes do, with an end. */
final class Wait {
  private Wait() {}

  /**
   * Asks until the answer is yes.
   *
   * @throws IllegalStateException naming what did not come true in time
   */
  static void until(String what, Duration atMost, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + atMost.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("waited " + atMost.toSeconds() + " s in vain: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
