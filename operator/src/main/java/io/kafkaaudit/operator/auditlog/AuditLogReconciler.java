package io.kafkaaudit.operator.auditlog;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.TopicDeletion;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StatusWriter;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.credential.Durations;
import io.kafkaaudit.operator.credential.KeyRemovals;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.kafka.KafkaFailure;
import io.kafkaaudit.operator.owned.AuditLogLocks;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.NamespacedWatch;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Carries out AuditLogs: topic, access, writer key, grants; and takes them away again. */
@ControllerConfiguration(name = "auditlog", generationAwareEventProcessing = false)
public final class AuditLogReconciler implements Reconciler<AuditLog>, Cleaner<AuditLog> {
  private static final SecondaryToPrimaryMapper<HasMetadata> OWNERS =
      Mappers.fromOwnerReferences(AuditLog.class, false);

  private final Keyring keyring;
  private final AuditLogLocks locks;
  private final EventRecorder events;
  private final Clock clock;
  private final StatusWriter<AuditLogStatus, AuditLog> statuses;
  private final AuditLogSteps steps;
  private final Departure departure;

  public AuditLogReconciler(
      KubernetesClient client,
      DestinationConnections connections,
      Keyring keyring,
      AuditLogLocks locks,
      KeyRemovals removals,
      EventRecorder events,
      Clock clock,
      Duration poll) {
    this.keyring = keyring;
    this.locks = locks;
    this.events = events;
    this.clock = clock;
    this.statuses = new StatusWriter<>(AuditLog::new, AuditLogStatus::getConditions, events);
    OwnedObjects objects = new OwnedObjects(client);
    SecureRandom random = new SecureRandom();
    KeyRevocation revocation = new KeyRevocation(keyring, removals);
    this.steps =
        new AuditLogSteps(
            List.of(
                new AcceptStep(objects),
                new DestinationStep(connections),
                new ClaimStep(),
                new TopicStep(keyring),
                new AccessStep(keyring, random),
                new WriterStep(objects, keyring, removals, clock),
                new GrantStep(revocation, random, clock),
                new RestoreStep(objects, removals, events, clock)),
            clock,
            poll);
    this.departure = new Departure(keyring, revocation, connections);
  }

  @Override
  public List<EventSource<?, AuditLog>> prepareEventSources(EventSourceContext<AuditLog> context) {
    var credentials =
        InformerEventSourceConfiguration.from(AuditCredential.class, AuditLog.class)
            .withSecondaryToPrimaryMapper(
                credential ->
                    Set.of(
                        new ResourceID(
                            credential.getSpec().getAuditLogRef().getName(),
                            credential.getMetadata().getNamespace())))
            .build();
    return List.of(
        new InformerEventSource<>(credentials, context),
        new NamespacedWatch<>(
            "admin-secrets",
            Secret.class,
            Labels.ROLE + "=" + Labels.DESTINATION_ADMIN,
            secret -> usersOf(secret, context),
            context),
        new NamespacedWatch<>(
            "writer-secrets",
            Secret.class,
            Labels.AUDIT_LOG_UID,
            OWNERS::toPrimaryResourceIDs,
            context),
        new NamespacedWatch<>(
            "agent-settings",
            ConfigMap.class,
            Labels.AUDIT_LOG_UID,
            OWNERS::toPrimaryResourceIDs,
            context));
  }

  private static Set<ResourceID> usersOf(Secret secret, EventSourceContext<AuditLog> context) {
    String name = secret.getMetadata().getName();
    return context
        .getPrimaryCache()
        .list(
            secret.getMetadata().getNamespace(),
            log -> name.equals(log.getSpec().getDestination().getAdmin().getSecretRef().getName()))
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private static String lockName(AuditLog log) {
    return log.getMetadata().getNamespace() + "/" + log.getMetadata().getName();
  }

  @Override
  public UpdateControl<AuditLog> reconcile(AuditLog log, Context<AuditLog> context) {
    return locks.exclusively(
        lockName(log),
        () -> {
          AuditLogSteps.Result result =
              steps.run(
                  log,
                  context.getSecondaryResources(AuditCredential.class),
                  context.getPrimaryCache().list().toList());
          tellOfKeys(log, result.status());
          return statuses.write(log, result.status(), result.again());
        });
  }

  private void tellOfKeys(AuditLog log, AuditLogStatus after) {
    List<KeyGrants.Key> before =
        log.getStatus() == null ? List.of() : GrantedKeys.of(log.getStatus());
    for (KeyEvents.Told told : KeyEvents.of(before, GrantedKeys.of(after))) {
      events.record(
          log,
          log.getMetadata().getNamespace(),
          told.warning(),
          told.reason().name(),
          told.message());
    }
  }

  @Override
  public DeleteControl cleanup(AuditLog log, Context<AuditLog> context) {
    return locks.exclusively(
        lockName(log),
        () -> {
          var policy = log.getSpec().getDeletionPolicy();
          boolean deleteTopic = policy != null && policy.getTopic() == TopicDeletion.Delete;
          try {
            departure.leave(log, deleteTopic);
            return DeleteControl.defaultDelete();
          } catch (KafkaFailure | StepFailure e) {
            Duration timeout =
                Durations.parse(
                    "deletionPolicy.timeout", policy == null ? "10m" : policy.getTimeout());
            Instant end = Instant.parse(log.getMetadata().getDeletionTimestamp()).plus(timeout);
            if (clock.instant().isBefore(end)) {
              return DeleteControl.noFinalizerRemoval().rescheduleAfter(Duration.ofSeconds(5));
            }
            events.record(
                log, keyring.namespace(), true, Reason.LeftBehind.name(), leftBehind(log, e));
            keyring.forgetAuditLog(log.getMetadata().getUid());
            return DeleteControl.defaultDelete();
          }
        });
  }

  private static String leftBehind(AuditLog log, RuntimeException e) {
    String keys =
        log.getStatus() == null
            ? ""
            : GrantedKeys.of(log.getStatus()).stream()
                .map(KeyGrants.Key::id)
                .collect(Collectors.joining(", "));
    return "AuditLog "
        + lockName(log)
        + " was deleted after its timeout; in Kafka are left: keys ["
        + keys
        + "], the writer key, their ACLs and topic "
        + log.getSpec().getTopic().getName()
        + ". "
        + e.getMessage();
  }
}
