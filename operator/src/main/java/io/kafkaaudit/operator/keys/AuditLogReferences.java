package io.kafkaaudit.operator.keys;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.kafkaaudit.crd.AccessSpec;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.KeyStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * To which AuditLog an AuditCredential refers, whether that AuditLog lets it, and which of its keys
 * are the credential's. Pure.
 */
public final class AuditLogReferences {
  private AuditLogReferences() {}

  /** Namespace and name of the AuditLog, which may not be there. */
  public static ResourceID of(AuditCredential credential) {
    String namespace = credential.getSpec().getAuditLogRef().getNamespace();
    return new ResourceID(
        credential.getSpec().getAuditLogRef().getName(),
        namespace == null ? credential.getMetadata().getNamespace() : namespace);
  }

  public static boolean refersTo(AuditCredential credential, AuditLog log) {
    return of(credential).equals(ResourceID.fromResource(log));
  }

  /**
   * Whether AuditCredentials of a namespace may have keys of the AuditLog: those beside it, and
   * those of {@code access.allowedNamespaces}.
   */
  public static boolean allows(AuditLog log, String namespace) {
    AccessSpec access = log.getSpec().getAccess();
    List<String> allowed = access == null ? null : access.getAllowedNamespaces();
    return log.getMetadata().getNamespace().equals(namespace)
        || (allowed != null && allowed.contains(namespace));
  }

  /** Whether the AuditCredential may have keys of that AuditLog. */
  public static boolean mayHaveKey(AuditCredential credential, AuditLog log) {
    return refersTo(credential, log) && allows(log, credential.getMetadata().getNamespace());
  }

  /** The keys that the AuditLog's status names. */
  public static List<KeyStatus> keys(AuditLog log) {
    AuditLogStatus status = log.getStatus();
    return status == null || status.getKeys() == null ? List.of() : status.getKeys();
  }

  /** Whether the key was granted to that AuditCredential. */
  public static boolean isKeyOf(KeyStatus key, AuditCredential credential) {
    return credential.getMetadata().getName().equals(key.getCredential())
        && credential.getMetadata().getNamespace().equals(key.getNamespace());
  }

  /**
   * What is wrong with a reference into another namespace; null: nothing. The answer is the same
   * whether the AuditLog is there or not, for who asks may not know.
   */
  public static @Nullable String refusal(AuditCredential credential, @Nullable AuditLog log) {
    ResourceID reference = of(credential);
    String namespace = credential.getMetadata().getNamespace();
    boolean refused =
        log == null
            ? !reference.getNamespace().orElseThrow().equals(namespace)
            : !allows(log, namespace);
    return refused
        ? "auditLogRef: no AuditLog "
            + reference.getNamespace().orElseThrow()
            + "/"
            + reference.getName()
            + " allows AuditCredentials of namespace "
            + namespace
            + ": whoever has it adds the namespace to its access.allowedNamespaces"
        : null;
  }
}
