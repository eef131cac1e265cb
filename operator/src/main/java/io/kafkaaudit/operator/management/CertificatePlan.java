package io.kafkaaudit.operator.management;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which step of a rotation is next, so that no call is ever dropped: callers first trust the old
 * and the new authority, then the new certificate is served, then the old authority goes. Pure.
 */
enum CertificatePlan {
  /** Nothing usable is there. */
  Create,
  /** Make the next certificate; trust its authority beside the old one. */
  Stage,
  /** Serve the next certificate. */
  Promote,
  /** Trust the new authority only. */
  Retire,
  Nothing;

  static final Duration LIFETIME = Duration.ofDays(90);

  /** Of the lifetime, when the next one is made. */
  private static final Duration RENEW_BEFORE = LIFETIME.dividedBy(3);

  /** Until every API server knows a webhook configuration that was written. */
  static final Duration UNTIL_TRUSTED = Duration.ofMinutes(2);

  /** Until every webhook process serves what was written: kubelet needs 60 to 90 s. */
  static final Duration UNTIL_SERVED = Duration.ofMinutes(10);

  /**
   * What is stored.
   *
   * @param expires end of the certificate that is served; null: there is none that can be used
   * @param staged whether the next certificate waits beside it
   * @param authorities how many are trusted
   * @param since when the latest step was done
   */
  record State(@Nullable Instant expires, boolean staged, int authorities, Instant since) {}

  /**
   * Decides.
   *
   * @param trusted asked where it matters: whether every webhook configuration trusts what is
   *     stored
   */
  static CertificatePlan of(State state, BooleanSupplier trusted, Instant now) {
    if (state.expires == null) {
      return Create;
    }
    if (state.staged) {
      boolean known = !now.isBefore(state.since.plus(UNTIL_TRUSTED)) && trusted.getAsBoolean();
      return known || !now.isBefore(state.expires) ? Promote : Nothing;
    }
    if (state.authorities > 1) {
      return now.isBefore(state.since.plus(UNTIL_SERVED)) ? Nothing : Retire;
    }
    return now.isBefore(state.expires.minus(RENEW_BEFORE)) ? Nothing : Stage;
  }
}
