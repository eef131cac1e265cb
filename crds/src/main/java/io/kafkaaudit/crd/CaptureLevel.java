package io.kafkaaudit.crd;

/** How much of an act is recorded. */
public enum CaptureLevel {
  /** Nothing. */
  None,
  /** Who did what to which resource, when, from where, with which result. */
  Metadata
}
