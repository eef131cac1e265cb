package io.kafkaaudit.operator.conditions;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditCredentialStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the writing of a status needs to know of a kind of resource. Immutable.
 *
 * @param conditions the status' conditions; null where it has none
 * @param progress names of the fields by which later passes go on, which even a minimal status has
 * @param <S> its status
 * @param <R> the kind
 */
public record StatusKind<S, R extends CustomResource<?, S>>(
    Class<R> kind,
    Class<S> status,
    Supplier<R> empty,
    Function<S, List<Condition>> conditions,
    Set<String> progress) {

  public static StatusKind<AuditLogStatus, AuditLog> auditLog() {
    return new StatusKind<>(
        AuditLog.class,
        AuditLogStatus.class,
        AuditLog::new,
        AuditLogStatus::getConditions,
        Set.of("keys"));
  }

  public static StatusKind<AuditCredentialStatus, AuditCredential> auditCredential() {
    return new StatusKind<>(
        AuditCredential.class,
        AuditCredentialStatus.class,
        AuditCredential::new,
        AuditCredentialStatus::getConditions,
        Set.of("keyId", "groupPrefix", "secretRef", "lastRotation", "nextRotation"));
  }
}
