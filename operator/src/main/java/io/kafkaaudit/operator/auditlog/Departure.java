package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.contract.AuditTopics;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.DeletionPolicySpec;
import io.kafkaaudit.crd.TopicDeletion;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.credential.DestinationAccess;
import io.kafkaaudit.operator.credential.Durations;
import io.kafkaaudit.operator.kafka.AclPlan;
import io.kafkaaudit.operator.kafka.AdminProperties;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.kafka.KafkaFailure;
import io.kafkaaudit.operator.kafka.KeyIds;
import io.kafkaaudit.operator.kafka.TopicPlan;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is done in Kafka when an AuditLog is deleted. Thread-safe. */
final class Departure {
  private static final String DEFAULT_TIMEOUT = "10m";

  private final OwnedObjects objects;
  private final Keyring keyring;
  private final KeyRevocation revocation;
  private final DestinationConnections connections;
  private final EventRecorder events;
  private final OperatorMetrics metrics;
  private final Clock clock;

  Departure(
      OwnedObjects objects,
      Keyring keyring,
      KeyRevocation revocation,
      DestinationConnections connections,
      EventRecorder events,
      OperatorMetrics metrics,
      Clock clock) {
    this.objects = objects;
    this.keyring = keyring;
    this.revocation = revocation;
    this.connections = connections;
    this.events = events;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Removes everything of the AuditLog from Kafka; when that cannot be done until the policy's
   * timeout, it tells what is left. May be repeated.
   *
   * @return whether the AuditLog may go
   */
  boolean isDone(AuditLog log) {
    DeletionPolicySpec policy = log.getSpec().getDeletionPolicy();
    try {
      leave(log, policy != null && policy.getTopic() == TopicDeletion.Delete);
    } catch (KafkaFailure | StepFailure e) {
      Duration timeout =
          Durations.parse(
              "deletionPolicy.timeout", policy == null ? DEFAULT_TIMEOUT : policy.getTimeout());
      Instant end = Instant.parse(log.getMetadata().getDeletionTimestamp()).plus(timeout);
      if (clock.instant().isBefore(end)) {
        return false;
      }
      events.record(log, keyring.namespace(), true, Reason.LeftBehind.name(), leftBehind(log, e));
      metrics.leftBehind(log);
    }
    keyring.forgetAuditLog(log.getMetadata().getUid());
    return true;
  }

  private void leave(AuditLog log, boolean deleteTopic) {
    AuditLogStatus status = log.getStatus();
    AdminProperties admin = admin(log);
    if (admin == null) {
      return;
    }
    String topic = topic(log);
    Destination destination = connections.to(admin);
    String prefix = KeyIds.prefix(destination.clusterId(), topic);
    AclPlan plan =
        destination.aclPlan(
            new AclPlan.Access(topic, admin.principal(), prefix, "nobody", Set.of(), false));
    destination.apply(
        new AclPlan(List.of(), plan.delete(), plan.foreign(), plan.toEveryone(), plan.bypass()));
    Set<String> ids = new HashSet<>(destination.keys(prefix).all());
    if (status != null) {
      GrantedKeys.of(status).forEach(key -> ids.add(key.id()));
    }
    ids.forEach(id -> revocation.revoke(id, destination));
    if (deleteTopic && isStillOurs(status, destination.topic(topic))) {
      destination.deleteTopic(topic);
      destination.deleteTopic(AuditTopics.statusTopic(topic));
    }
  }

  /**
   * The keyring's copy, for in a namespace that is deleted the user's Secret may go first; that
   * Secret where somebody deleted the copy. Null: nothing was ever done in Kafka.
   */
  private @Nullable AdminProperties admin(AuditLog log) {
    String text = keyring.admin(log.getMetadata().getUid());
    if (text == null) {
      AuditLogStatus status = log.getStatus();
      if (status == null || status.getTopic() == null) {
        return null;
      }
      text = DestinationAccess.adminText(log, objects);
    }
    return DestinationAccess.admin(text);
  }

  private static String topic(AuditLog log) {
    AuditLogStatus status = log.getStatus();
    return status != null && status.getTopic() != null && status.getTopic().getName() != null
        ? status.getTopic().getName()
        : log.getSpec().getTopic().getName();
  }

  /** A topic that somebody made in the place of ours is not deleted. */
  private static boolean isStillOurs(
      @Nullable AuditLogStatus status, TopicPlan.@Nullable Actual actual) {
    String known = status == null || status.getTopic() == null ? null : status.getTopic().getId();
    return actual == null || known == null || known.equals(actual.id());
  }

  private static String leftBehind(AuditLog log, RuntimeException e) {
    String keys =
        log.getStatus() == null
            ? ""
            : GrantedKeys.of(log.getStatus()).stream()
                .map(KeyGrants.Key::id)
                .collect(Collectors.joining(", "));
    return "AuditLog %s/%s was deleted after its timeout; in Kafka are left: keys [%s], the writer key, their ACLs and topic %s. %s"
        .formatted(
            log.getMetadata().getNamespace(),
            log.getMetadata().getName(),
            keys,
            topic(log),
            e.getMessage());
  }
}
