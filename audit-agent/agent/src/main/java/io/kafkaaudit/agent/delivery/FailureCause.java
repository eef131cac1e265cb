package io.kafkaaudit.agent.delivery;

/** Why a record was given up. */
public enum FailureCause {
  /** The destination refused it for good. */
  SEND_REJECTED,
  /** It was on its way when the sender ended: it may be in the topic all the same. */
  UNKNOWN_OUTCOME
}
