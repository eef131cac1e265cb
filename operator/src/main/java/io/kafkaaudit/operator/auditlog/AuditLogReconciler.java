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
import io.kafkaaudit.operator.injection.Injection;
import io.kafkaaudit.operator.keys.GrantedKeys;
import io.kafkaaudit.operator.keys.KeyEvents;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.keys.KeyRevocation;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import io.kafkaaudit.operator.owned.AuditLogLocks;
import io.kafkaaudit.operator.owned.Names;
import io.kafkaaudit.operator.reconciling.ReconcilerDependencies;
import io.kafkaaudit.operator.rollout.Rollout;
import java.time.Duration;
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
  private final AuditLogMemory memory;
  private final AuditLogSteps steps;
  private final AuditLogDeletion deletion;

  /**
   * @param injection null: others bring the agent into pods, and no condition speaks of it
   * @param rollout null where the injection is
   */
  public AuditLogReconciler(
      ReconcilerDependencies with, @Nullable Injection injection, @Nullable Rollout rollout) {
    this.client = with.client();
    this.locks = with.locks();
    this.eventRecorder = with.eventRecorder();
    this.metrics = with.metrics();
    this.statuses = new StatusWriter<>(StatusKind.auditLog(), eventRecorder, with.clock());
    this.memory = new AuditLogMemory(with);
    KeyRevocation revocation = new KeyRevocation(with.keyring(), with.removals());
    this.steps =
        new AuditLogSteps(
            AuditLogStepOrder.of(with, memory, revocation, injection, rollout),
            with.clock(),
            with.poll());
    this.deletion = new AuditLogDeletion(with, revocation, injection);
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
    memory.close();
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
          Optional<String> obstacle =
              deletion.tryToDelete(log, context.getPrimaryCache().list().toList());
          if (obstacle.isPresent()) {
            tellOfWait(log, obstacle.get(), context);
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(DELETE_AGAIN);
          }
          memory.forget(log.getMetadata().getUid());
          metrics.forget(log);
          statuses.forget(log);
          return DeleteControl.defaultDelete();
        });
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
