package io.kafkaaudit.operator.auditlog;

import io.fabric8.kubernetes.api.model.Secret;
import io.kafkaaudit.contract.AgentFiles;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.destination.KeyAccess;
import io.kafkaaudit.operator.kafka.AdminProperties;
import io.kafkaaudit.operator.kafka.ClientConfigFiles;
import io.kafkaaudit.operator.kafka.KafkaFailure;
import io.kafkaaudit.operator.kafka.KeyIds;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.owned.AgentObjects;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.platform.EventRoute;
import io.kafkaaudit.operator.platform.PlatformAct;
import io.kafkaaudit.operator.platform.PlatformEvents;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the audit topic of the end of an AuditLog while the writer key may still write.
 * Thread-safe.
 */
final class DeletionEvents {
  private static final Set<KafkaFailure.Reason> PASSES =
      Set.of(KafkaFailure.Reason.DestinationUnreachable, KafkaFailure.Reason.KafkaError);

  private final OwnedObjects objects;
  private final PlatformEvents platformEvents;
  private final EventRecorder eventRecorder;

  DeletionEvents(OwnedObjects objects, PlatformEvents platformEvents, EventRecorder eventRecorder) {
    this.objects = objects;
    this.platformEvents = platformEvents;
    this.eventRecorder = eventRecorder;
  }

  /** Where to tell it; empty: the writer's Secret, or what leads to the destination, is gone. */
  Optional<EventRoute> route(AuditLog log, AdminProperties admin, String clusterId, String topic) {
    Secret secret;
    try {
      secret = objects.secret(log.getMetadata().getNamespace(), AgentObjects.writerSecret(log));
    } catch (StepFailure e) {
      return Optional.empty(); // in a namespace that is deleted the operator's rights go first
    }
    String id = OwnedObjects.entry(secret, AgentFiles.USERNAME);
    String password = WriterStep.password(OwnedObjects.entry(secret, AgentFiles.WRITER));
    if (secret == null
        || id == null
        || password.isEmpty()
        || !KeyIds.isKeyOf(KeyIds.prefix(clusterId, topic), id)
        || !OwnedObjects.isOf(secret, Labels.AUDIT_LOG_UID, log.getMetadata().getUid())) {
      return Optional.empty();
    }
    try {
      ClientConfigFiles writer = KeyAccess.of(log, objects, admin).files(id, password);
      return Optional.of(new EventRoute(admin, clusterId, writer, topic));
    } catch (StepFailure | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Tells of the deletion, once.
   *
   * @param revoked keys that are gone
   * @param patient whether to come again when the destination does not take it
   * @throws KafkaFailure if patient
   */
  void tell(
      AuditLog log,
      Optional<EventRoute> route,
      Collection<KeyGrants.Key> revoked,
      boolean patient) {
    if (platformEvents.isTold(log)) {
      return;
    }
    String topic =
        log.getSpec().getDeletionPolicy() == null
            ? "Retain"
            : String.valueOf(log.getSpec().getDeletionPolicy().getTopic());
    platformEvents.deleted(log, log, Map.of("topic", topic));
    revoked.forEach(key -> platformEvents.done(log, PlatformEventsStep.revoked(key)));
    route.ifPresent(
        way ->
            platformEvents.unknown(
                log,
                PlatformAct.onKey(
                    PlatformAct.Method.RevokeKey,
                    way.writer().user(),
                    Map.of("role", "writer"),
                    null),
                "This key wrote this event, and is revoked after it"));
    if (route.isEmpty()) {
      lost(log, "the writer's Secret is gone, or may not be read any more");
      return;
    }
    try {
      platformEvents.deliver(log, route.get());
    } catch (KafkaFailure e) {
      if (patient && PASSES.contains(e.reason())) {
        throw e;
      }
      lost(log, String.valueOf(e.getMessage()));
    }
  }

  private void lost(AuditLog log, String why) {
    eventRecorder.record(
        log,
        true,
        Reason.EventsLost,
        "%d platform events of its end are not in the audit topic: %s"
            .formatted(platformEvents.waiting(log), why));
  }
}
