package io.kafkaaudit.operator.owned;

import io.kafkaaudit.crd.AuditLog;

/** Names of what an AuditLog's agents read, in its namespace. */
public final class AgentObjects {
  private AgentObjects() {}

  /** The ConfigMap with the agent's settings. */
  public static String settingsConfigMap(AuditLog log) {
    return log.getMetadata().getName() + "-kafka-audit-agent";
  }

  /** The Secret with the agents' own key. */
  public static String writerSecret(AuditLog log) {
    return log.getMetadata().getName() + "-kafka-audit-writer";
  }
}
