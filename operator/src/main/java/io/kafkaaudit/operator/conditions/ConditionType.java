package io.kafkaaudit.operator.conditions;

/** Every condition type of both resources. All are positive: True is good. */
public enum ConditionType {
  // AuditLog, in the order of its steps
  Accepted,
  DestinationReachable,
  TopicReady,
  AccessReady,
  AgentInjected,
  AgentReporting,
  // AuditCredential, in the order of its steps
  Granted,
  Issued,
  Published,
  RotationCurrent,
  /** All of the others of the resource. */
  Ready,
  /** kstatus: the operator still works on it. */
  Reconciling,
  /** kstatus: nothing goes on before a person does something. */
  Stalled
}
