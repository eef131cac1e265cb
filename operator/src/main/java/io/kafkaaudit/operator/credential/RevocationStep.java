package io.kafkaaudit.operator.credential;

import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditCredentialStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.keys.AuditLogReferences;
import io.kafkaaudit.operator.keys.GrantedKeys;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.keys.RevokeRequest;
import io.kafkaaudit.operator.keys.UnconfirmedKeys;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request to revoke at once means for the consumer's Secret, and when it is over. The
 * AuditLog reconciler reads the request from the status and takes the keys out. Thread-safe.
 */
final class RevocationStep {
  private final OwnedObjects objects;

  RevocationStep(OwnedObjects objects) {
    this.objects = objects;
  }

  /**
   * Withdraws the Secret, once the request stands in the status that was read.
   *
   * @param log null: there is none
   * @throws StepFailure RevokedByRequest while no key is to be issued
   */
  void run(AuditCredential credential, @Nullable AuditLog log, AuditCredentialStatus status) {
    if (RevokeRequest.isNew(credential)) {
      throw new StepFailure(
          Reason.RevokedByRequest,
          "Annotation " + Labels.REVOKE_NOW + " has a new value: all keys are being taken out");
    }
    if (!RevokeRequest.isInForce(credential)) {
      return;
    }
    KeyIssue.withdraw(credential, objects);
    status.setKeyId(null);
    status.setSecretRef(null);
    status.setLastRotation(null);
    status.setNextRotation(null);
    boolean newKey = RevokeRequest.isNewKeyWanted(credential);
    if (newKey && !hasUsableKey(credential, log)) {
      RevokeRequest.release(status);
      return;
    }
    throw new StepFailure(Reason.RevokedByRequest, message(credential, log, newKey));
  }

  /** A key that the AuditLog has not begun to revoke would outlive the request. */
  private static boolean hasUsableKey(AuditCredential credential, @Nullable AuditLog log) {
    return log != null
        && log.getStatus() != null
        && GrantedKeys.of(log.getStatus()).stream()
            .filter(key -> GrantedKeys.owner(credential).equals(key.owner()))
            .anyMatch(KeyGrants.Key::mayRead);
  }

  private static String message(
      AuditCredential credential, @Nullable AuditLog log, boolean newKey) {
    List<String> parts = new ArrayList<>();
    if (log != null && AuditLogReferences.mayHaveKey(credential, log)) {
      CredentialDeletion.waitsFor(credential, log).ifPresent(parts::add);
      String unconfirmed = UnconfirmedKeys.text(UnconfirmedKeys.of(log, credential));
      if (!unconfirmed.isEmpty()) {
        parts.add(unconfirmed);
      }
    }
    if (parts.isEmpty()) {
      parts.add(
          "Annotation " + Labels.REVOKE_NOW + " took all keys out, and the Secret is deleted");
    }
    parts.add(
        newKey
            ? "a new key is issued after that"
            : "no key is issued before annotation "
                + Labels.ROTATE
                + " has another value than it had then");
    return String.join("; ", parts);
  }
}
