package io.kafkaaudit.crd;

/** How a key is replaced. */
public enum RotationStrategy {
  /**
   * The new key is issued first; the old one works for a while longer. Needs a free key under the
   * limit.
   */
  Overlap,
  /** The old key is revoked first; readers are refused until they have the new Secret. */
  Replace
}
