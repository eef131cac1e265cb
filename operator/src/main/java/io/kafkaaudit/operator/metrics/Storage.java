package io.kafkaaudit.operator.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What one topic takes on disk, in bytes, and over time, in byte-minutes. Thread-safe. */
final class Storage {
  private static final double MILLIS_OF_MINUTE = Duration.ofMinutes(1).toMillis();

  private double bytes = Double.NaN;
  private @Nullable Instant since;

  /** The latest measurement; NaN: there is none now. */
  synchronized double bytes() {
    return bytes;
  }

  /**
   * Takes a measurement.
   *
   * @param measured empty: not known from now on
   * @return byte-minutes since the one before, whose bytes are taken to have been there until now
   */
  synchronized double measured(OptionalLong measured, Instant now) {
    double byteMinutes =
        since == null || Double.isNaN(bytes)
            ? 0
            : bytes * Math.max(0, Duration.between(since, now).toMillis()) / MILLIS_OF_MINUTE;
    bytes = measured.isPresent() ? measured.getAsLong() : Double.NaN;
    since = now;
    return byteMinutes;
  }
}
