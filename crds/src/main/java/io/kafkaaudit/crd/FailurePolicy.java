package io.kafkaaudit.crd;

/** What happens to a starting pod when the operator's webhook does not answer. */
public enum FailurePolicy {
  /** It starts without the agent, and the condition AgentInjected tells. */
  Ignore,
  /** It is not created before the webhook answers. */
  Fail
}
