package io.kafkaaudit.operator.webhook;

import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import java.util.Collection;
import java.util.Optional;

/**
 * The AuditLogs and AuditCredentials of the watched namespaces as a webhook process knows them.
 * Thread-safe; answers without waiting, except {@link #stored}.
 */
public interface AuditResources extends AuditLogLookup {
  Collection<AuditLog> logs();

  Collection<AuditCredential> credentials();

  /**
   * One that may be too new to be known: the API server is asked, for a second at most.
   *
   * @return empty: it is not there, or there was no answer
   */
  Optional<AuditLog> stored(String namespace, String name);
}
