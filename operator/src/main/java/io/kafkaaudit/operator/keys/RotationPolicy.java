package io.kafkaaudit.operator.keys;

import io.kafkaaudit.crd.RotationSpec;
import io.kafkaaudit.operator.rules.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a key is to be replaced. Pure: computed anew at every reconciliation, for a timer only says
 * when to look again at the latest.
 */
public final class RotationPolicy {
  private RotationPolicy() {}

  /** Why a key is to be replaced now, if it is. */
  public enum Due {
    No,
    Scheduled,
    Forced
  }

  /**
   * Times of the present key.
   *
   * @param next when it is to be replaced; not after {@code lastRotation} when somebody forced it
   */
  public record Plan(Due due, Instant next) {}

  /**
   * Decides about the present key.
   *
   * @param lastRotation when it was issued
   * @param asked the annotation kafkaaudit.io/rotate now
   * @param answered the annotation's value when the key was granted
   */
  public static Plan plan(
      Duration interval,
      Instant lastRotation,
      @Nullable String asked,
      @Nullable String answered,
      Instant now) {
    if (asked != null && !asked.isEmpty() && !Objects.equals(asked, answered)) {
      return new Plan(Due.Forced, lastRotation);
    }
    Instant next = lastRotation.plus(interval);
    return new Plan(next.isAfter(now) ? Due.No : Due.Scheduled, next);
  }

  /** Whether a key has the age at which it is replaced even if that leaves readers without one. */
  public static boolean isTooOld(RotationSpec rotation, Instant lastRotation, Instant now) {
    return rotation.getMaxAge() != null
        && !lastRotation
            .plus(Durations.parse("rotation.maxAge", rotation.getMaxAge()))
            .isAfter(now);
  }

  /** What a published plan says, so that the AuditLog needs no access to the Secret. */
  public static Due due(Instant lastRotation, Instant next, Instant now) {
    if (!next.isAfter(lastRotation)) {
      return Due.Forced;
    }
    return next.isAfter(now) ? Due.No : Due.Scheduled;
  }
}
