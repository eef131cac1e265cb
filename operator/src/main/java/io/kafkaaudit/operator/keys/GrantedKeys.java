package io.kafkaaudit.operator.keys;

import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditCredentialStatus;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.AuditLogSummary;
import io.kafkaaudit.crd.KeyStatus;
import io.kafkaaudit.crd.RotationSpec;
import io.kafkaaudit.crd.UnreadableField;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.keys.RotationPolicy.Due;
import io.kafkaaudit.operator.rules.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Between the resources' own words and {@link KeyGrants}. Pure. */
public final class GrantedKeys {
  /** A new credential is looked at long before; one that never is must not keep a slot. */
  private static final Duration LOOKED_AT_WITHIN = Duration.ofMinutes(1);

  private GrantedKeys() {}

  public static List<KeyGrants.Key> of(AuditLogStatus status) {
    List<KeyStatus> keys = status.getKeys() == null ? List.of() : status.getKeys();
    return keys.stream()
        .map(
            key ->
                new KeyGrants.Key(
                    key.getId(),
                    key.getCredential() == null
                        ? null
                        : new KeyGrants.Owner(key.getNamespace(), key.getCredential()),
                    key.getState(),
                    instant(key.getCreatedAt(), Instant.EPOCH),
                    key.getExpiresAt() == null ? null : instant(key.getExpiresAt(), Instant.EPOCH)))
        .toList();
  }

  public static void put(AuditLogStatus status, List<KeyGrants.Key> keys, int limit) {
    Map<String, String> lastUsed = new HashMap<>();
    if (status.getKeys() != null) {
      status.getKeys().stream()
          .filter(key -> key.getLastUsedAt() != null)
          .forEach(key -> lastUsed.put(key.getId(), key.getLastUsedAt()));
    }
    status.setKeys(
        keys.stream()
            .map(
                key -> {
                  KeyStatus entry = new KeyStatus();
                  entry.setId(key.id());
                  if (key.owner() != null) {
                    entry.setCredential(key.owner().name());
                    entry.setNamespace(key.owner().namespace());
                  }
                  entry.setState(key.state());
                  entry.setCreatedAt(key.createdAt().toString());
                  entry.setExpiresAt(key.expiresAt() == null ? null : key.expiresAt().toString());
                  entry.setLastUsedAt(lastUsed.get(key.id()));
                  return entry;
                })
            .toList());
    status.setKeysOmitted(null); // counted anew when it is written
    AuditLogSummary summary = new AuditLogSummary();
    if (status.getSummary() != null) {
      summary.setAgents(status.getSummary().getAgents());
    }
    summary.setKeys(keys.size() + "/" + limit);
    status.setSummary(summary);
  }

  public static KeyGrants.Owner owner(AuditCredential credential) {
    return new KeyGrants.Owner(
        credential.getMetadata().getNamespace(), credential.getMetadata().getName());
  }

  public static KeyGrants.Credential credential(AuditCredential credential, Instant now) {
    AuditCredentialStatus status = credential.getStatus();
    boolean seen =
        status != null
            && UnreadableField.of(credential).isEmpty()
            && Objects.equals(
                status.getObservedGeneration(), credential.getMetadata().getGeneration());
    RotationSpec rotation = credential.getSpec().getRotation();
    Due due = Due.No;
    boolean tooOld = false;
    if (seen && status.getLastRotation() != null && status.getNextRotation() != null) {
      due =
          RotationPolicy.due(
              instant(status.getLastRotation(), now),
              instant(status.getNextRotation(), Instant.MAX),
              now);
      tooOld = RotationPolicy.isTooOld(rotation, instant(status.getLastRotation(), now), now);
    }
    return new KeyGrants.Credential(
        owner(credential),
        credential.getMetadata().getUid(),
        instant(credential.getMetadata().getCreationTimestamp(), Instant.EPOCH),
        credential.getMetadata().getDeletionTimestamp() != null,
        condition(credential, now),
        status == null ? null : status.getKeyId(),
        status != null && says(status, ConditionType.Published, Reason.SecretLost),
        due,
        tooOld,
        rotation.getStrategy(),
        Durations.parse("rotation.overlap", rotation.getOverlap()));
  }

  private static KeyGrants.Condition condition(AuditCredential credential, Instant now) {
    AuditCredentialStatus status = credential.getStatus();
    if (RevokeRequest.isInForce(credential)) {
      return KeyGrants.Condition.Revoked;
    }
    if (status == null
        || status.getObservedGeneration() == null
        || status.getObservedGeneration() < 0) {
      Instant created = instant(credential.getMetadata().getCreationTimestamp(), Instant.EPOCH);
      return created.plus(LOOKED_AT_WITHIN).isAfter(now)
          ? KeyGrants.Condition.Expected
          : KeyGrants.Condition.Unusable;
    }
    return says(status, ConditionType.Granted, Reason.SecretConflict)
        ? KeyGrants.Condition.Unusable
        : KeyGrants.Condition.Usable;
  }

  private static boolean says(AuditCredentialStatus status, ConditionType type, Reason reason) {
    return status.getConditions() != null
        && ConditionSet.find(status.getConditions(), type)
            .filter(condition -> reason.name().equals(condition.getReason()))
            .isPresent();
  }

  /** A time of a status, into which somebody else may have written. */
  static Instant instant(@Nullable String text, Instant fallback) {
    try {
      return text == null ? fallback : Instant.parse(text);
    } catch (java.time.format.DateTimeParseException e) {
      return fallback;
    }
  }
}
