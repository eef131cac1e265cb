package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.destination.DestinationAccess;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.kafka.KafkaFailure;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the way into the destination of an AuditLog that is being deleted: the user's admin Secret,
 * which may have been mended since, and else the keyring's copy, for in a namespace that is deleted
 * the Secret may go first. Thread-safe.
 */
final class DeletionAccess {
  private final OwnedObjects objects;
  private final Keyring keyring;
  private final DestinationConnections connections;

  DeletionAccess(OwnedObjects objects, Keyring keyring, DestinationConnections connections) {
    this.objects = objects;
    this.keyring = keyring;
    this.connections = connections;
  }

  /**
   * The first that leads to the cluster in which the AuditLog's keys are.
   *
   * @return empty: nothing was ever done in Kafka
   * @throws StepFailure when none does
   * @throws KafkaFailure when none does
   */
  Optional<DestinationAccess> of(AuditLog log) {
    AuditLogStatus status = log.getStatus();
    String copy = keyring.admin(log.getMetadata().getUid());
    if (copy == null && (status == null || status.getTopic() == null)) {
      return Optional.empty();
    }
    RuntimeException failure = null;
    Set<String> texts = new LinkedHashSet<>();
    try {
      texts.add(DestinationAccess.adminText(log, objects));
    } catch (StepFailure e) {
      failure = e;
    }
    if (copy != null) {
      texts.add(copy);
    }
    for (String text : texts) {
      try {
        DestinationAccess access = DestinationAccess.of(text);
        check(status == null ? null : status.getClusterId(), access);
        return Optional.of(access);
      } catch (StepFailure | KafkaFailure e) {
        failure = e;
      }
    }
    throw failure == null ? new IllegalStateException("neither Secret nor copy") : failure;
  }

  private void check(@Nullable String known, DestinationAccess access) {
    String found = connections.to(access.admin()).clusterId();
    if (known != null && !known.equals(found)) {
      throw DestinationMove.moved(known, found);
    }
  }
}
