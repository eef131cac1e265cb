package io.kafkaaudit.operator.auditlog;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StatusKind;
import io.kafkaaudit.operator.conditions.StatusWriter;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.injection.Injection;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.keys.GrantedKeys;
import io.kafkaaudit.operator.keys.KeyEvents;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.keys.KeyRemovals;
import io.kafkaaudit.operator.keys.KeyRevocation;
import io.kafkaaudit.operator.keys.KeyUse;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import io.kafkaaudit.operator.owned.AuditLogLocks;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.Names;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.platform.PlatformEvents;
import io.kafkaaudit.operator.rollout.Rollout;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out AuditLogs: topic, access, writer key, grants; and takes them away again. */
@ControllerConfiguration(name = "auditlog", generationAwareEventProcessing = false)
public final class AuditLogReconciler implements Reconciler<AuditLog>, Cleaner<AuditLog> {
  private static final Logger LOG = LoggerFactory.getLogger(AuditLogReconciler.class);
  private static final Duration DELETE_AGAIN = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final AuditLogLocks locks;
  private final EventRecorder eventRecorder;
  private final OperatorMetrics metrics;
  private final StatusWriter<AuditLogStatus, AuditLog> statuses;
  private final Repairs repairs;
  private final LogStarts starts;
  private final KeyUse keyUse;
  private final AuditLogSteps steps;
  private final AuditLogDeletion deletion;
  private final @Nullable Injection injection;

  /**
   * @param injection null: others bring the agent into pods, and no condition speaks of it
   * @param rollout null where the injection is
   */
  public AuditLogReconciler(
      KubernetesClient client,
      DestinationConnections connections,
      Keyring keyring,
      AuditLogLocks locks,
      KeyRemovals removals,
      EventRecorder eventRecorder,
      PlatformEvents platformEvents,
      OperatorMetrics metrics,
      Clock clock,
      Duration poll,
      @Nullable Injection injection,
      @Nullable Rollout rollout) {
    this.client = client;
    this.locks = locks;
    this.eventRecorder = eventRecorder;
    this.metrics = metrics;
    this.statuses = new StatusWriter<>(StatusKind.auditLog(), eventRecorder, clock);
    OwnedObjects objects = new OwnedObjects(client);
    SecureRandom random = new SecureRandom();
    this.repairs = new Repairs(eventRecorder, metrics, clock);
    this.starts = new LogStarts(clock, poll, new LogStartNotes(objects, keyring.namespace()));
    AgentObjectRepair repair = new AgentObjectRepair(repairs, platformEvents);
    this.keyUse = new KeyUse(clock);
    KeyRevocation revocation = new KeyRevocation(keyring, removals);
    List<AuditLogStep> all =
        new ArrayList<>(
            List.of(
                new AcceptStep(objects),
                new DestinationStep(
                    connections,
                    new DestinationMove(connections, keyring, revocation, eventRecorder)),
                new ClaimStep(),
                new TopicStep(
                    keyring,
                    repairs,
                    new TopicLosses(eventRecorder, metrics, clock),
                    starts,
                    platformEvents),
                new AccessStep(keyring, repairs, random, platformEvents),
                new RevokeStep(revocation)));
    if (injection != null) {
      all.add(new InjectionStep(injection));
    }
    all.addAll(
        List.of(
            new SettingsStep(objects, repair, injection != null),
            new WriterStep(objects, repair, keyring, removals, clock),
            new GrantStep(objects, random, clock),
            new RestoreStep(objects, removals, eventRecorder, platformEvents, metrics, clock)));
    if (injection != null) {
      all.add(new ReportingStep(metrics, clock));
      all.add(new KeyUseStep(keyUse));
    }
    if (rollout != null) {
      all.add(new RolloutStep(rollout));
    }
    all.add(new PlatformEventsStep(platformEvents));
    this.steps = new AuditLogSteps(all, clock, poll);
    this.injection = injection;
    this.deletion =
        new AuditLogDeletion(
            objects,
            keyring,
            revocation,
            connections,
            eventRecorder,
            platformEvents,
            metrics,
            clock);
  }

  @Override
  public List<EventSource<?, AuditLog>> prepareEventSources(EventSourceContext<AuditLog> context) {
    return AuditLogSources.of(context);
  }

  @Override
  public UpdateControl<AuditLog> reconcile(AuditLog cached, Context<AuditLog> context) {
    return locks.exclusively(
        Names.of(cached),
        () -> {
          // Grants are in the status: what the cache may be behind with would undo the last ones.
          AuditLog log = client.resource(cached).get();
          if (log == null || log.getMetadata().getDeletionTimestamp() != null) {
            return UpdateControl.noUpdate();
          }
          Optional<UpdateControl<AuditLog>> unreadable = statuses.unreadable(log);
          if (unreadable.isPresent()) {
            return unreadable.get();
          }
          Set<AuditCredential> credentials = context.getSecondaryResources(AuditCredential.class);
          AuditLogSteps.Result result =
              steps.run(log, credentials, context.getPrimaryCache().list().toList());
          tellOfKeys(log, result);
          metrics.observe(log, result.status(), credentials);
          metrics.stored(log, result.storedBytes());
          return statuses.write(log, result.status(), result.again());
        });
  }

  @Override
  public ErrorStatusUpdateControl<AuditLog> updateErrorStatus(
      AuditLog log, Context<AuditLog> context, Exception failure) {
    return statuses.failed(log, failure);
  }

  /** Called when no reconciliation follows. */
  public void close() {
    starts.close();
  }

  private void tellOfKeys(AuditLog log, AuditLogSteps.Result result) {
    List<KeyGrants.Key> before =
        log.getStatus() == null ? List.of() : GrantedKeys.of(log.getStatus());
    for (KeyEvents.Told told :
        KeyEvents.of(
            DestinationMove.without(result.keysLeftBehind(), before),
            GrantedKeys.of(result.status()))) {
      eventRecorder.record(log, told.warning(), told.reason(), told.message());
    }
  }

  @Override
  public DeleteControl cleanup(AuditLog log, Context<AuditLog> context) {
    return locks.exclusively(
        Names.of(log),
        () -> {
          Optional<String> obstacle = tryToDelete(log, context);
          if (obstacle.isPresent()) {
            tellOfWait(log, obstacle.get(), context);
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(DELETE_AGAIN);
          }
          repairs.forget(log.getMetadata().getUid());
          starts.forget(log.getMetadata().getUid());
          keyUse.forget(log.getMetadata().getUid());
          metrics.forget(log);
          statuses.forget(log);
          return DeleteControl.defaultDelete();
        });
  }

  private Optional<String> tryToDelete(AuditLog log, Context<AuditLog> context) {
    try {
      return StepFailure.withRights(() -> delete(log, context));
    } catch (RuntimeException e) {
      StepFailure failure = StepFailure.of(e);
      if (failure.reason() == Reason.UnexpectedError) {
        LOG.warn("Deletion of AuditLog {} failed", Names.of(log), e);
      }
      return Optional.of(failure.text());
    }
  }

  private Optional<String> delete(AuditLog log, Context<AuditLog> context) {
    if (injection != null) {
      injection.stop(log);
    }
    Optional<String> obstacle = deletion.delete(log);
    if (obstacle.isEmpty() && injection != null) {
      injection
          .leave(log, context.getPrimaryCache().list().toList())
          .map(left -> "AuditLog " + Names.of(log) + " is gone. " + left)
          .ifPresent(left -> eventRecorder.record(log, true, Reason.AgentStillInPods, left));
    }
    return obstacle;
  }

  /** The status itself shows what was told: the same is told once, by whichever operator. */
  private void tellOfWait(AuditLog cached, String what, Context<AuditLog> context) {
    AuditLog log = client.resource(cached).get();
    if (log == null) {
      return;
    }
    AuditLogStatus status = deletion.status(log, what);
    metrics.observe(log, status, context.getSecondaryResources(AuditCredential.class));
    if (statuses.writeNow(log, status, context)) {
      LOG.warn("AuditLog {} is being deleted. {}", Names.of(log), what);
      eventRecorder.record(log, true, Reason.Deleting, what);
    }
  }
}
