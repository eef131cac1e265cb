package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.owned.Age;
import java.util.Collection;

/** Which of several AuditLogs has a topic of a destination cluster: the oldest. Pure. */
final class TopicClaims {
  private TopicClaims() {}

  /**
   * Refuses the younger.
   *
   * @throws StepFailure TopicConflict, or WaitingForOlderAuditLog while it is not known where an
   *     older one of the same topic name writes
   */
  static void check(AuditLog log, String clusterId, Collection<AuditLog> others) {
    for (AuditLog other : others) {
      if (!Age.isOlder(other, log)
          || !other.getSpec().getTopic().getName().equals(log.getSpec().getTopic().getName())) {
        continue;
      }
      String where = other.getStatus() == null ? null : other.getStatus().getClusterId();
      boolean looked =
          other.getStatus() != null
              && other.getStatus().getObservedGeneration() != null
              && other.getStatus().getObservedGeneration() >= 0;
      if (where == null && !looked) {
        throw new StepFailure(
            Reason.WaitingForOlderAuditLog,
            "AuditLog " + name(other) + " is older and has the same topic.name");
      }
      if (clusterId.equals(where)) {
        throw new StepFailure(
            Reason.TopicConflict,
            "topic.name: AuditLog "
                + name(other)
                + " is older and writes to topic "
                + log.getSpec().getTopic().getName()
                + " of the same cluster: choose another topic.name");
      }
    }
  }

  private static String name(AuditLog log) {
    return log.getMetadata().getNamespace() + "/" + log.getMetadata().getName();
  }
}
