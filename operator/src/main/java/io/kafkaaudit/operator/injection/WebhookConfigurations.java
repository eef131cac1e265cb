package io.kafkaaudit.operator.injection;

import io.kafkaaudit.crd.AuditLog;
import java.time.Instant;
import java.util.Optional;

/**
 * What tells the API server to ask the webhook about new pods of AuditLogs. Writes only what
 * differs. Thread-safe.
 */
public interface WebhookConfigurations {
  /**
   * Lets the API server ask about the pods of an AuditLog.
   *
   * @param revision of the agent that they get
   * @param trust authorities of the webhook's certificate, as PEM
   * @return since when it asks; empty: not known
   */
  Optional<Instant> apply(AuditLog log, String revision, String trust);

  /** Ends that, if it was so. */
  void remove(AuditLog log);

  /** Whether all that there is of this operator has that caBundle (PEM). */
  boolean allTrust(String trust);

  /**
   * Removes what is of AuditLogs that are gone, after somebody took their finalizers away: with
   * failurePolicy Fail it would hold up pods for ever. Called once, when the operator starts.
   */
  void sweep();
}
