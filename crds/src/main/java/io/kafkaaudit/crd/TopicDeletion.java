package io.kafkaaudit.crd;

/** What becomes of the audit topic when its AuditLog is deleted. */
public enum TopicDeletion {
  /** It stays, with all events. */
  Retain,
  /** It is deleted, with all events. */
  Delete
}
