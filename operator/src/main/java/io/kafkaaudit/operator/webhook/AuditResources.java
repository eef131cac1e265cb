package io.kafkaaudit.operator.webhook;

import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import java.util.Collection;

/**
 * The AuditLogs and AuditCredentials of the watched namespaces as a webhook process knows them.
 * Thread-safe; answers without waiting.
 */
public interface AuditResources extends AuditLogLookup {
  Collection<AuditLog> logs();

  Collection<AuditCredential> credentials();
}
