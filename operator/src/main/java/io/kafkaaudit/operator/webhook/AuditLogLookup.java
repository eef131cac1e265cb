package io.kafkaaudit.operator.webhook;

import io.kafkaaudit.crd.AuditLog;
import java.util.Collection;

/** The AuditLogs as a webhook process knows them. Thread-safe; answers without waiting. */
@FunctionalInterface
public interface AuditLogLookup {
  Collection<AuditLog> inNamespace(String namespace);
}
