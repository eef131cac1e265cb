package io.kafkaaudit.crd;

/** State of a grant. */
public enum KeyState {
  /** It may be used, or is being issued. */
  Granted,
  /** A newer key has replaced it; it works until expiresAt. */
  Retiring,
  /** It is being removed from Kafka; the grant goes when Kafka shows it gone. */
  Revoking,
  /** Kafka shows it but nobody was granted it; it counts against the limit and is being removed. */
  Orphaned
}
