package io.kafkaaudit.agent.hook;

import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.jspecify.annotations.Nullable;

/**
 * What the agent makes the broker's SASL authenticator implement: its own private state, and the
 * claimed name.
 */
public interface SaslState {
  @Nullable String kafkaAuditMechanism();

  /** Known from the first byte on: what TLS agreed on is not, before its handshake ended. */
  SecurityProtocol kafkaAuditProtocol();

  ListenerName kafkaAuditListener();

  /** The name that the client claims, over several rounds of one login. */
  @Nullable String kafkaAuditClaim();

  void kafkaAuditClaim(@Nullable String name);
}
