package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.conditions.ConditionType;

/**
 * One step of an AuditLog's reconciliation. Thread-safe: what belongs to one run is in its pass.
 */
interface AuditLogStep {

  /** The condition that the step reports, and that is False when the step fails. */
  ConditionType condition();

  /** Whether the step is done although an earlier one failed, and later ones although it failed. */
  default boolean independent() {
    return false;
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
   * @throws io.kafkaaudit.operator.conditions.StepFailure when it cannot be done; later steps wait
   * @throws io.kafkaaudit.operator.kafka.KafkaFailure the same, by Kafka's answer
   */
  void run(AuditLogPass pass);
}
