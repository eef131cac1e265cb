package io.kafkaaudit.agent.hook;

import org.apache.kafka.common.network.ListenerName;
import org.jspecify.annotations.Nullable;

/** What the agent makes the broker's TLS authenticator implement. */
public interface SslState {
  /** Null on a connection that this process opened itself. */
  @Nullable ListenerName kafkaAuditListener();
}
