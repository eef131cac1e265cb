package io.kafkaaudit.operator.webhook;

/** Why a pod that the selector matches gets no agent. Names are part of the API. */
public enum SkipReason {
  /** No broker and no controller, or one whose container nobody named. Such pods do not count. */
  NoKafkaContainer,
  /** spec.suspend, or the AuditLog is being deleted. */
  Suspended,
  /** An older AuditLog selects the same pod. */
  ClaimedByOlderAuditLog,
  /** A GraalVM image has no JVM that could load an agent. */
  NativeImage,
  /** JAVA_TOOL_OPTIONS comes from a ConfigMap, a Secret or a field. */
  JavaToolOptionsFromSource,
  /** envFrom may bring a JAVA_TOOL_OPTIONS that would be overwritten. */
  EnvFromMayHoldJavaToolOptions,
  /** Somebody put another copy of the agent into JAVA_TOOL_OPTIONS. */
  AgentAlreadyThere,
  MountPathTaken,
  VolumeNameTaken
}
