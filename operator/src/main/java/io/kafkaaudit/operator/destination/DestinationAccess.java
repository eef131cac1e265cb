package io.kafkaaudit.operator.destination;

import io.fabric8.kubernetes.api.model.Secret;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.DestinationTls;
import io.kafkaaudit.crd.TrustedCertificate;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.kafka.AdminProperties;
import io.kafkaaudit.operator.kafka.ClientConfigFiles;
import io.kafkaaudit.operator.kafka.UnsupportedClientProperty;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the destination of an AuditLog: as the operator, and as a key.
 *
 * @param text the admin's client.properties, for the keyring; never shown
 * @param principal of the admin; null where the file does not tell
 * @param certificates PEM; null: no TLS
 */
public record DestinationAccess(
    AdminProperties admin,
    String text,
    @Nullable String principal,
    String bootstrapServers,
    @Nullable String certificates) {
  private static final String FIELD = "destination.admin.secretRef";

  /**
   * Reads the Secrets that the AuditLog names.
   *
   * @throws StepFailure naming the field and the fix
   */
  public static DestinationAccess of(AuditLog log, OwnedObjects objects) {
    return of(log, objects, adminText(log, objects));
  }

  /** The same with the admin's client.properties at hand. */
  public static DestinationAccess of(AuditLog log, OwnedObjects objects, String text) {
    AdminProperties admin = admin(text);
    String bootstrap = log.getSpec().getDestination().getBootstrapServers();
    return new DestinationAccess(
        admin,
        text,
        admin.principal(),
        bootstrap == null ? admin.bootstrapServers() : bootstrap,
        certificates(log, objects));
  }

  /**
   * The admin's client.properties alone.
   *
   * @throws StepFailure naming the field and the fix
   */
  public static String adminText(AuditLog log, OwnedObjects objects) {
    return AdminSecret.text(
        objects,
        log.getMetadata().getNamespace(),
        log.getSpec().getDestination().getAdmin().getSecretRef().getName(),
        FIELD,
        Labels.DESTINATION_ADMIN);
  }

  /** The admin alone, whose file holds all that a connection needs. */
  public static AdminProperties admin(String text) {
    return admin(text, FIELD);
  }

  /**
   * The same of another Secret.
   *
   * @param field that names the Secret
   */
  public static AdminProperties admin(String text, String field) {
    try {
      return AdminProperties.parse(text);
    } catch (UnsupportedClientProperty e) {
      throw new StepFailure(
          e.isAllowed() ? Reason.InvalidClientProperty : Reason.UnsupportedClientProperty,
          field + ": client.properties: " + e.getMessage());
    }
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

  /** Without secrets, for logs. */
  @Override
  public String toString() {
    return "DestinationAccess[" + bootstrapServers + "]";
  }
}
