package io.kafkaaudit.operator.credential;

import io.fabric8.kubernetes.api.model.Condition;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditCredentialStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.keys.AuditLogReferences;
import io.kafkaaudit.operator.keys.RevokeRequest;
import io.kafkaaudit.operator.keys.RotationPolicy;
import io.kafkaaudit.operator.keys.RotationPolicy.Due;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.Names;
import io.kafkaaudit.operator.platform.PlatformAct;
import io.kafkaaudit.operator.platform.PlatformEvents;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the audit topic what a run over an AuditCredential found to have happened, before its
 * status is written. An AuditCredential without an AuditLog has no audit topic. Thread-safe.
 */
final class CredentialEvents {
  private static final Set<String> REFUSALS =
      Set.of(Reason.KeyLimitReached.name(), Reason.RotationBlocked.name());

  private final PlatformEvents platformEvents;

  CredentialEvents(PlatformEvents platformEvents) {
    this.platformEvents = platformEvents;
  }

  /** What differs between the status that was read and the one that will be written. */
  void tell(AuditCredential credential, @Nullable AuditLog log, AuditCredentialStatus after) {
    if (log == null || isNotOf(log, credential)) {
      return;
    }
    platformEvents.changed(log, credential);
    AuditCredentialStatus before = credential.getStatus();
    String old = before == null ? null : before.getKeyId();
    String issued = newKey(before, after);
    if (issued != null) {
      platformEvents.done(log, issued(credential, old, issued));
    }
    if (RevokeRequest.wasNoted(before, after)) {
      platformEvents.done(log, revoked(credential, old, after.getObservedRevokeNow()));
    }
    for (Condition condition : conditions(after)) {
      if (REFUSALS.contains(condition.getReason()) && !isIn(conditions(before), condition)) {
        platformEvents.refused(log, refused(credential, condition), condition.getMessage());
      }
    }
    platformEvents.dispatch(log);
  }

  /** The key that was published; null: none. A key whose Secret was lost was published before. */
  static @Nullable String newKey(
      @Nullable AuditCredentialStatus before, AuditCredentialStatus after) {
    boolean published =
        ConditionSet.find(conditions(after), ConditionType.Published)
            .filter(condition -> "True".equals(condition.getStatus()))
            .isPresent();
    return published && !Objects.equals(after.getKeyId(), before == null ? null : before.getKeyId())
        ? after.getKeyId()
        : null;
  }

  /** The credential is being deleted. */
  void tellOfDeletion(AuditCredential credential, @Nullable AuditLog log) {
    if (log != null && !isNotOf(log, credential)) {
      String key = credential.getStatus() == null ? null : credential.getStatus().getKeyId();
      platformEvents.deleted(log, credential, key == null ? Map.of() : Map.of("key", key));
      platformEvents.dispatch(log);
    }
  }

  /** The credential goes now. */
  void forget(AuditCredential credential, @Nullable AuditLog log) {
    if (log != null && !isNotOf(log, credential)) {
      platformEvents.forget(log, credential);
    }
  }

  /**
   * The end of an AuditLog is told by its reconciler; and who may not have its keys shall not write
   * into its topic.
   */
  private static boolean isNotOf(AuditLog log, AuditCredential credential) {
    return log.getMetadata().getDeletionTimestamp() != null
        || AuditLogReferences.refusal(credential, log) != null;
  }

  private PlatformAct issued(AuditCredential credential, @Nullable String old, String keyId) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("credential", Names.of(credential));
    request.put("secret", credential.getSpec().getSecretName());
    if (old == null) {
      return PlatformAct.onKey(
          PlatformAct.Method.IssueKey, keyId, request, platformEvents.requester(credential));
    }
    boolean forced = isForced(credential.getStatus());
    request.put("replaces", old);
    request.put("rotation", forced ? "forced" : "scheduled");
    return PlatformAct.onKey(
        PlatformAct.Method.RotateKey,
        keyId,
        request,
        forced ? platformEvents.requester(credential, Labels.ROTATE) : null);
  }

  private PlatformAct revoked(AuditCredential credential, @Nullable String key, String value) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("credential", Names.of(credential));
    request.put("value", value);
    if (key != null) {
      request.put("key", key);
    }
    return PlatformAct.on(
        PlatformAct.Method.RevokeAllKeys,
        credential,
        value,
        request,
        platformEvents.requester(credential, Labels.REVOKE_NOW));
  }

  private static boolean isForced(AuditCredentialStatus status) {
    try {
      return status.getLastRotation() != null
          && status.getNextRotation() != null
          && RotationPolicy.due(
                  Instant.parse(status.getLastRotation()),
                  Instant.parse(status.getNextRotation()),
                  Instant.MIN)
              == Due.Forced;
    } catch (DateTimeParseException e) {
      return false; // somebody else wrote into the status
    }
  }

  private PlatformAct refused(AuditCredential credential, Condition condition) {
    return PlatformAct.on(
        PlatformAct.Method.RefuseKey,
        credential,
        condition.getReason() + " generation " + credential.getMetadata().getGeneration(),
        Map.of("credential", Names.of(credential), "reason", condition.getReason()),
        platformEvents.requester(credential));
  }

  private static List<Condition> conditions(@Nullable AuditCredentialStatus status) {
    return status == null || status.getConditions() == null ? List.of() : status.getConditions();
  }

  private static boolean isIn(List<Condition> before, Condition condition) {
    return before.stream()
        .anyMatch(
            old ->
                old.getType().equals(condition.getType())
                    && Objects.equals(old.getReason(), condition.getReason())
                    && Objects.equals(
                        old.getObservedGeneration(), condition.getObservedGeneration()));
  }
}
