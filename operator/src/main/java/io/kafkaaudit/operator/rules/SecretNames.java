package io.kafkaaudit.operator.rules;

import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.DestinationSpec;
import io.kafkaaudit.operator.owned.AgentObjects;
import java.util.Optional;

/** Secrets that no AuditCredential may have for its own, whoever is first. Pure. */
public final class SecretNames {
  private SecretNames() {}

  /** What is wrong with the credential's secretName, given its AuditLog; empty: nothing. */
  public static Optional<String> conflict(AuditCredential credential, AuditLog log) {
    String name = credential.getSpec().getSecretName();
    if (!credential.getMetadata().getNamespace().equals(log.getMetadata().getNamespace())) {
      return Optional.empty();
    }
    DestinationSpec destination = log.getSpec().getDestination();
    String field = null;
    if (name.equals(destination.getAdmin().getSecretRef().getName())) {
      field = "destination.admin.secretRef";
    } else if (destination.getTls() != null
        && destination.getTls().getTrustedCertificates().stream()
            .anyMatch(certificate -> name.equals(certificate.getSecretName()))) {
      field = "destination.tls.trustedCertificates";
    } else if (name.equals(AgentObjects.writerSecret(log))) {
      field = "the agents";
    }
    return Optional.ofNullable(field)
        .map(
            owner ->
                "secretName: Secret %s belongs to %s of AuditLog %s: choose another secretName"
                    .formatted(name, owner, log.getMetadata().getName()));
  }
}
