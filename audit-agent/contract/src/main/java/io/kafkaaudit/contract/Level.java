package io.kafkaaudit.contract;

/** How much of an act is recorded. */
public enum Level {
  /** Nothing. */
  None,
  /** Who did what to which resource, when, from where, with which result. */
  Metadata
}
