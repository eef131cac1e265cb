package io.kafkaaudit.operator.auditlog;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.contract.AuditTopics;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.DeletionPolicySpec;
import io.kafkaaudit.crd.TopicDeletion;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.destination.DestinationAccess;
import io.kafkaaudit.operator.injection.Injection;
import io.kafkaaudit.operator.kafka.AdminProperties;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.kafka.KafkaFailure;
import io.kafkaaudit.operator.kafka.TopicPlan;
import io.kafkaaudit.operator.keys.GrantedKeys;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.keys.KeyRevocation;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.Names;
import io.kafkaaudit.operator.platform.EventRoute;
import io.kafkaaudit.operator.platform.PlatformEvents;
import io.kafkaaudit.operator.reconciling.ReconcilerDependencies;
import io.kafkaaudit.operator.rules.Durations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done in Kafka when an AuditLog is deleted. Thread-safe. */
final class AuditLogDeletion {
  private static final Logger LOG = LoggerFactory.getLogger(AuditLogDeletion.class);
  private static final String DEFAULT_TIMEOUT = "10m";

  private final Keyring keyring;
  private final KeyRevocation revocation;
  private final DestinationConnections connections;
  private final DeletionAccess adminAccess;
  private final EventRecorder eventRecorder;
  private final PlatformEvents platformEvents;
  private final DeletionEvents deletionEvents;
  private final OperatorMetrics metrics;
  private final Clock clock;
  private final @Nullable Injection injection;

  /**
   * @param injection null: others bring the agent into pods
   */
  AuditLogDeletion(
      ReconcilerDependencies with, KeyRevocation revocation, @Nullable Injection injection) {
    this.platformEvents = with.platformEvents();
    this.deletionEvents = new DeletionEvents(with.objects(), platformEvents, with.eventRecorder());
    this.keyring = with.keyring();
    this.revocation = revocation;
    this.connections = with.connections();
    this.adminAccess = new DeletionAccess(with.objects(), keyring, connections);
    this.eventRecorder = with.eventRecorder();
    this.metrics = with.metrics();
    this.clock = with.clock();
    this.injection = injection;
  }

  /**
   * Removes everything of the AuditLog, from pods as far as that needs no restart. May be repeated.
   *
   * @param logs all AuditLogs, this one among them
   * @return what it waits for, for a person; empty: the AuditLog may go
   */
  Optional<String> tryToDelete(AuditLog log, List<AuditLog> logs) {
    try {
      if (injection != null) {
        injection.stop(log);
      }
      Optional<String> obstacle = delete(log);
      if (obstacle.isEmpty() && injection != null) {
        injection
            .leave(log, logs)
            .map(left -> "AuditLog " + Names.of(log) + " is gone. " + left)
            .ifPresent(left -> eventRecorder.record(log, true, Reason.AgentStillInPods, left));
      }
      return obstacle;
    } catch (RuntimeException e) {
      return Optional.of(StepFailure.logged(e, "Deletion of AuditLog " + Names.of(log)).text());
    }
  }

  /**
   * Removes everything of the AuditLog from Kafka; when that cannot be done until the policy's
   * timeout, it tells what is left. May be repeated.
   *
   * @return what it waits for, for a person, the same at each attempt; empty: the AuditLog may go
   */
  private Optional<String> delete(AuditLog log) {
    DeletionPolicySpec policy = log.getSpec().getDeletionPolicy();
    Duration timeout =
        Durations.parse(
            "deletionPolicy.timeout", policy == null ? DEFAULT_TIMEOUT : policy.getTimeout());
    Instant end = Instant.parse(log.getMetadata().getDeletionTimestamp()).plus(timeout);
    boolean patient = clock.instant().isBefore(end);
    try {
      removeFromKafka(log, policy != null && policy.getTopic() == TopicDeletion.Delete, patient);
    } catch (KafkaFailure | StepFailure e) {
      if (patient) {
        return Optional.of(
            "What it has in Kafka is not removed yet: %s. At %s (deletionPolicy.timeout) it goes all the same, and an Event names what is left"
                .formatted(e.getMessage(), end));
      }
      String left = leftBehind(log, e);
      LOG.warn("{}", left);
      eventRecorder.record(log, keyring.namespace(), true, Reason.LeftBehind.name(), left);
      metrics.leftBehind(log);
    }
    platformEvents.gone(log);
    keyring.forgetAuditLog(log.getMetadata().getUid());
    return Optional.empty();
  }

  /** The status while it waits. Its keys stay in it, for its AuditCredentials wait for them. */
  AuditLogStatus status(AuditLog log, String waitsFor) {
    AuditLogStatus status =
        log.getStatus() == null ? new AuditLogStatus() : Serialization.clone(log.getStatus());
    List<Condition> before = status.getConditions();
    status.setObservedGeneration(log.getMetadata().getGeneration());
    status.setConditions(
        ConditionSet.whileDeleting(
            before == null ? List.of() : before, waitsFor, status.getObservedGeneration(), clock));
    return status;
  }

  /** Readers go first, then it is told, and the writer goes last. */
  private void removeFromKafka(AuditLog log, boolean deleteTopic, boolean patient) {
    AuditLogStatus status = log.getStatus();
    Optional<DestinationAccess> access = adminAccess.of(log);
    if (access.isEmpty()) {
      return; // nothing was ever done in Kafka
    }
    AdminProperties admin = access.get().admin();
    Destination destination = connections.to(admin);
    String topic = topic(log);
    AllKeysRemoval removal =
        new AllKeysRemoval(
            revocation,
            destination,
            access.get().principal(),
            topic,
            DenialRecord.of(keyring, log.getMetadata().getUid()).denials());
    Optional<EventRoute> route = deletionEvents.route(log, admin, destination.clusterId(), topic);
    Optional<String> writer = route.map(way -> way.writer().user());
    deletionEvents.tell(log, route, removal.readers(status, writer), patient);
    removal.writer(writer);
    if (deleteTopic && isStillOurs(status, destination.topic(topic))) {
      destination.deleteTopic(topic);
      destination.deleteTopic(AuditTopics.statusTopic(topic));
    }
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
