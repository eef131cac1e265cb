package io.kafkaaudit.crd;

/** Who restarts pods that run without the agent or with an older one. */
public enum Rollout {
  /** A person; the condition AgentInjected names pods and commands. */
  Manual,
  /** The operator, one pod at a time and only while the audited cluster is healthy. */
  Automatic
}
