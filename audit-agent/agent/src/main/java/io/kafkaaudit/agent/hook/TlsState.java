package io.kafkaaudit.agent.hook;

import javax.net.ssl.SSLEngine;

/** What the agent makes the broker's TLS transport implement. */
public interface TlsState {
  SSLEngine kafkaAuditEngine();
}
