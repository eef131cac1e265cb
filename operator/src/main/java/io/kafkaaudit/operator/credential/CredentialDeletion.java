package io.kafkaaudit.operator.credential;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditCredentialStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.KeyStatus;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.keys.AuditLogReferences;
import io.kafkaaudit.operator.owned.Names;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How an AuditCredential goes: after its AuditLog has revoked its keys. Pure. */
final class CredentialDeletion {
  /** The steps of an AuditLog without which it revokes nothing, in their order. */
  private static final List<ConditionType> BEFORE_REVOKING =
      List.of(
          ConditionType.Accepted,
          ConditionType.DestinationReachable,
          ConditionType.TopicReady,
          ConditionType.AccessReady);

  private CredentialDeletion() {}

  /** What it waits for, for a person; empty: nothing. */
  static Optional<String> waitsFor(AuditCredential credential, @Nullable AuditLog log) {
    if (log == null) {
      return Optional.empty();
    }
    String keys =
        AuditLogReferences.keys(log).stream()
            .filter(key -> AuditLogReferences.isKeyOf(key, credential))
            .map(KeyStatus::getId)
            .collect(Collectors.joining(", "));
    return keys.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "AuditLog %s has not revoked %s yet%s".formatted(Names.of(log), keys, why(log)));
  }

  /** Reasons only: the AuditLog's messages are for its own namespace. */
  private static String why(AuditLog log) {
    if (log.getMetadata().getDeletionTimestamp() != null) {
      return ": it is being deleted itself, and this goes when it does, at the latest";
    }
    List<Condition> conditions =
        log.getStatus().getConditions() == null ? List.of() : log.getStatus().getConditions();
    return BEFORE_REVOKING.stream()
        .flatMap(type -> ConditionSet.find(conditions, type).stream())
        .filter(condition -> "False".equals(condition.getStatus()))
        .findFirst()
        .map(condition -> ": its " + condition.getType() + " is False: " + condition.getReason())
        .orElse("");
  }

  /** The status while it waits; its Secret is gone by then. */
  static AuditCredentialStatus status(AuditCredential credential, String waitsFor, Clock clock) {
    AuditCredentialStatus status =
        credential.getStatus() == null
            ? new AuditCredentialStatus()
            : Serialization.clone(credential.getStatus());
    List<Condition> before = status.getConditions();
    status.setObservedGeneration(credential.getMetadata().getGeneration());
    status.setSecretRef(null);
    status.setConditions(
        ConditionSet.whileDeleting(
            before == null ? List.of() : before, waitsFor, status.getObservedGeneration(), clock));
    return status;
  }
}
