package io.kafkaaudit.contract;

/** Who reports requests that a broker forwards to the controller. */
public enum Forwarded {
  /** The controller, which takes the decision and knows the rule. */
  Controller,
  /** The broker, while not every controller runs the agent; the rule is unknown there. */
  Edge
}
