package io.kafkaaudit.contract;

/** How an act ended. The names are spelled as in manifests. */
public enum Outcome {
  /** It was allowed and, as far as the broker said, succeeded. */
  Success,
  /** It was allowed and failed, or a login failed, or its end is unknown. */
  Failure,
  /** It was not allowed. */
  Denied
}
