package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.keys.KeyUse;
import io.kafkaaudit.operator.reconciling.ReconcilerDependencies;

/** What this operator knows of AuditLogs from its earlier passes over them. Thread-safe. */
final class AuditLogMemory {
  final Repairs repairs;
  final LogStarts starts;
  final KeyUse keyUse;

  AuditLogMemory(ReconcilerDependencies with) {
    this.repairs = new Repairs(with.eventRecorder(), with.metrics(), with.clock());
    this.starts =
        new LogStarts(
            with.clock(),
            with.poll(),
            new LogStartNotes(with.objects(), with.keyring().namespace()));
    this.keyUse = new KeyUse(with.clock());
  }

  /** Called when the AuditLog is gone. */
  void forget(String uid) {
    repairs.forget(uid);
    starts.forget(uid);
    keyUse.forget(uid);
  }

  /** Called when no pass follows. */
  void close() {
    starts.close();
  }
}
