package io.kafkaaudit.agent.hook;

import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.network.SslTransportLayer;
import org.jspecify.annotations.Nullable;

/** What the agent makes the broker's TLS authenticator implement. */
public interface SslState {
  /** Null for clients; a broker's connection to another broker has one, too. */
  @Nullable ListenerName kafkaAuditListener();

  SslTransportLayer kafkaAuditTransport();
}
