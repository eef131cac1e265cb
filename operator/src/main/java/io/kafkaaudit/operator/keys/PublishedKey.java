package io.kafkaaudit.operator.keys;

import io.fabric8.kubernetes.api.model.Secret;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A key as a consumer's Secret holds it. */
public record PublishedKey(String id, String password) {

  /** The key in a Secret; empty: it was not made for this credential, or holds no whole key. */
  public static Optional<PublishedKey> in(@Nullable Secret secret, AuditCredential credential) {
    if (secret == null
        || !OwnedObjects.isOf(secret, Labels.CREDENTIAL_UID, credential.getMetadata().getUid())) {
      return Optional.empty();
    }
    String id = OwnedObjects.entry(secret, "username");
    String password = OwnedObjects.entry(secret, "password");
    return id == null || password == null || !password.matches("[A-Z2-7]{40}")
        ? Optional.empty()
        : Optional.of(new PublishedKey(id, password));
  }

  /** Shows no password. */
  @Override
  public String toString() {
    return "PublishedKey[" + id + "]";
  }
}
