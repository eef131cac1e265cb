package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.conditions.ConditionType;
import java.util.Set;

/**
 * One step of an AuditLog's reconciliation. Thread-safe: what belongs to one run is in its pass.
 */
interface AuditLogStep {

  /** The condition that the step reports, and that is False when the step fails. */
  ConditionType condition();

  /** Without these the step is not done; by default it needs nothing. */
  default Set<Fact<?>> needs() {
    return Set.of();
  }

  /**
   * Whether the step tells others of what the pass found: when it fails, the status stays as it
   * was, so that the next pass finds it again.
   */
  default boolean tellsOfPass() {
    return false;
  }

  /**
   * Does the step, as often as it is asked to.
   *
   * @throws io.kafkaaudit.operator.conditions.StepFailure when it cannot be done; steps that need
   *     what it finds wait
   * @throws io.kafkaaudit.operator.kafka.KafkaFailure the same, by Kafka's answer
   */
  void run(AuditLogPass pass);
}
