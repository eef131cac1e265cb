package io.kafkaaudit.crd;

/** What the operator does about somebody else's grants on the audit topic. */
public enum Enforcement {
  /** Removes them, or denies what is too wide to remove. */
  Enforce,
  /** Reports them. */
  Warn
}
