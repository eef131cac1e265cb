package io.kafkaaudit.operator.webhook;

import io.micrometer.core.instrument.MeterRegistry;

/** What a webhook did, where no {@link SkipReason} says it. Names are part of the API. */
enum Outcome {
  /** A pod got the agent. */
  Injected,
  /** A pod was created for an AuditLog that was deleted a moment ago. */
  AuditLogUnknown,
  /** Who changed an AuditLog or AuditCredential was written down. */
  ChangedByWritten,
  /** Nothing new was asked for. */
  ChangedByKept,
  /** An AuditLog or AuditCredential agrees with the others. */
  Valid,
  /** It was taken, with a warning. */
  Warned,
  /** It was not taken. */
  Refused;

  void count(MeterRegistry metrics) {
    count(metrics, name());
  }

  static void count(MeterRegistry metrics, String outcome) {
    metrics.counter("kafka.audit.admissions", "outcome", outcome).increment();
  }
}
