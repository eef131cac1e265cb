package io.kafkaaudit.operator.credential;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.destination.KeyAccess;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.keys.GroupPrefix;
import io.kafkaaudit.operator.keys.PublishedKey;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The way of one key from its grant to the consumer's Secret. Every step may be repeated: the
 * password is in the keyring before Kafka knows it, and leaves it when the Secret is there.
 */
final class KeyIssue {
  private final OwnedObjects objects;
  private final Keyring keyring;
  private final Clock clock;

  KeyIssue(OwnedObjects objects, Keyring keyring, Clock clock) {
    this.objects = objects;
    this.keyring = keyring;
    this.clock = clock;
  }

  /** The consumer's Secret; null: there is none, or it holds no key. */
  @Nullable Secret published(AuditCredential credential) {
    Secret secret =
        objects.secret(
            credential.getMetadata().getNamespace(), credential.getSpec().getSecretName());
    if (secret == null) {
      return null;
    }
    if (!OwnedObjects.isOf(secret, Labels.CREDENTIAL_UID, credential.getMetadata().getUid())) {
      throw new StepFailure(
          Reason.SecretConflict,
          "secretName: Secret "
              + credential.getSpec().getSecretName()
              + " was not made by the operator for this AuditCredential and is left alone: delete"
              + " it, or write another secretName into a new AuditCredential");
    }
    return PublishedKey.in(secret, credential).isPresent() ? secret : null;
  }

  /**
   * Issues and publishes.
   *
   * @throws StepFailure WaitingForBrokers while some broker does not know the key yet, SecretLost
   *     when it was published before
   */
  void issue(
      AuditCredential credential,
      AuditLog log,
      String keyId,
      Destination destination,
      KeyAccess access) {
    String uid = log.getMetadata().getUid();
    String password = keyring.password(keyId, uid);
    if (password == null) {
      throw new StepFailure(
          Reason.SecretLost,
          "Secret "
              + credential.getSpec().getSecretName()
              + " of key "
              + keyId
              + " is gone or unreadable; passwords are not kept, so that a new key is issued");
    }
    destination.allowGroups(keyId, GroupPrefix.of(credential));
    destination.upsertKey(keyId, password);
    Map<String, String> refused =
        destination.probe(access.files(keyId, password), log.getSpec().getTopic().getName());
    if (!refused.isEmpty()) {
      throw new StepFailure(
          Reason.WaitingForBrokers,
          "Key " + keyId + " does not work at every broker yet, these refuse it: " + refused);
    }
    publish(credential, log, keyId, password, access, clock.instant());
    keyring.published(keyId, uid);
  }

  /** Writes the Secret again where it differs, with the password that it holds. */
  void refresh(AuditCredential credential, AuditLog log, Secret secret, KeyAccess access) {
    String keyId = String.valueOf(OwnedObjects.entry(secret, "username"));
    String password = String.valueOf(OwnedObjects.entry(secret, "password"));
    publish(credential, log, keyId, password, access, issuedAt(secret, clock.instant()));
    keyring.published(keyId, log.getMetadata().getUid());
  }

  /** Deletes the consumer's Secret, if it is ours. */
  static void withdraw(AuditCredential credential, OwnedObjects objects) {
    objects.deleteSecretOf(
        credential.getMetadata().getNamespace(),
        credential.getSpec().getSecretName(),
        Labels.CREDENTIAL_UID,
        credential.getMetadata().getUid());
  }

  static Instant issuedAt(Secret secret, Instant fallback) {
    String text = OwnedObjects.annotation(secret, Labels.ISSUED_AT);
    try {
      return text == null ? fallback : Instant.parse(text);
    } catch (java.time.format.DateTimeParseException e) {
      return fallback;
    }
  }

  private void publish(
      AuditCredential credential,
      AuditLog log,
      String keyId,
      String password,
      KeyAccess access,
      Instant issuedAt) {
    Secret present =
        objects.secret(
            credential.getMetadata().getNamespace(), credential.getSpec().getSecretName());
    String asked =
        present != null && keyId.equals(OwnedObjects.entry(present, "username"))
            ? OwnedObjects.annotation(present, Labels.ROTATE)
            : OwnedObjects.annotation(credential, Labels.ROTATE);
    Map<String, String> annotations = new TreeMap<>();
    annotations.put(Labels.ISSUED_AT, issuedAt.truncatedTo(ChronoUnit.MILLIS).toString());
    if (asked != null) {
      annotations.put(Labels.ROTATE, asked);
    }
    objects.apply(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(credential.getMetadata().getNamespace())
            .withName(credential.getSpec().getSecretName())
            .addToLabels(Labels.AUDIT_LOG_UID, log.getMetadata().getUid())
            .addToLabels(Labels.CREDENTIAL_UID, credential.getMetadata().getUid())
            .withAnnotations(annotations)
            .addNewOwnerReference()
            .withApiVersion(credential.getApiVersion())
            .withKind(credential.getKind())
            .withName(credential.getMetadata().getName())
            .withUid(credential.getMetadata().getUid())
            .endOwnerReference()
            .endMetadata()
            .withType("kafkaaudit.io/credential")
            .withData(
                OwnedObjects.encode(
                    access
                        .files(keyId, password)
                        .consumer(
                            log.getSpec().getTopic().getName(),
                            GroupPrefix.of(credential) + "reader",
                            credential.getSpec().getMountPath())))
            .build(),
        Labels.CREDENTIAL_UID,
        Reason.SecretConflict);
  }
}
