package io.kafkaaudit.operator.destination;

import io.fabric8.kubernetes.api.model.Secret;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.DestinationTls;
import io.kafkaaudit.crd.TrustedCertificate;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.kafka.AdminProperties;
import io.kafkaaudit.operator.kafka.ClientConfigFiles;
import io.kafkaaudit.operator.owned.OwnedObjects;
import org.jspecify.annotations.Nullable;

/**
 * How keys reach the destination of an AuditLog.
 *
 * @param certificates PEM; null: no TLS
 */
public record KeyAccess(String bootstrapServers, @Nullable String certificates) {

  /**
   * Reads the Secrets that {@code destination.tls} names.
   *
   * @param admin whose addresses are the default
   * @throws StepFailure naming the field and the fix
   */
  public static KeyAccess of(AuditLog log, OwnedObjects objects, AdminProperties admin) {
    String bootstrap = log.getSpec().getDestination().getBootstrapServers();
    return new KeyAccess(
        bootstrap == null ? admin.bootstrapServers() : bootstrap, certificates(log, objects));
  }

  /** The key as client files for this destination. */
  public ClientConfigFiles files(String keyId, String password) {
    return new ClientConfigFiles(bootstrapServers, certificates, keyId, password);
  }

  private static @Nullable String certificates(AuditLog log, OwnedObjects objects) {
    DestinationTls tls = log.getSpec().getDestination().getTls();
    if (tls == null) {
      return null;
    }
    StringBuilder pem = new StringBuilder();
    for (TrustedCertificate trusted : tls.getTrustedCertificates()) {
      String namespace = log.getMetadata().getNamespace();
      Secret secret = objects.secret(namespace, trusted.getSecretName());
      String certificate = OwnedObjects.entry(secret, trusted.getCertificate());
      if (certificate == null || !certificate.contains("-----BEGIN CERTIFICATE-----")) {
        throw new StepFailure(
            Reason.CertificateNotFound,
            "destination.tls.trustedCertificates: "
                + OwnedObjects.lack(
                    secret,
                    namespace,
                    trusted.getSecretName(),
                    trusted.getCertificate(),
                    "a PEM certificate"));
      }
      pem.append(certificate.strip()).append('\n');
    }
    return pem.toString();
  }
}
