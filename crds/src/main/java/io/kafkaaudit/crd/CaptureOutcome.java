package io.kafkaaudit.crd;

/** How an act ended. */
public enum CaptureOutcome {
  /** It was allowed and succeeded. */
  Success,
  /** It was allowed and failed, or a login failed. */
  Failure,
  /** It was not allowed. */
  Denied
}
