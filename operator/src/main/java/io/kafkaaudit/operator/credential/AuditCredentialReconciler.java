package io.kafkaaudit.operator.credential;

import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditCredentialStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.UnreadableField;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StatusKind;
import io.kafkaaudit.operator.conditions.StatusWriter;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.keys.AuditLogReferences;
import io.kafkaaudit.operator.owned.AuditLogLocks;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.Names;
import io.kafkaaudit.operator.owned.NamespacedWatch;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.reconciling.ReconcilerDependencies;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Issues keys for AuditCredentials. It acts only on grants that it reads back from the AuditLog;
 * revoking is the AuditLog reconciler's, so that a slot is never given away too early.
 */
@ControllerConfiguration(name = "auditcredential", generationAwareEventProcessing = false)
public final class AuditCredentialReconciler
    implements Reconciler<AuditCredential>, Cleaner<AuditCredential> {
  private static final Logger LOG = LoggerFactory.getLogger(AuditCredentialReconciler.class);

  private final AuditLogLocks locks;
  private final EventRecorder eventRecorder;
  private final StatusWriter<AuditCredentialStatus, AuditCredential> statuses;
  private final Clock clock;
  private final Duration poll;
  private final CredentialSteps steps;
  private final OwnedObjects objects;
  private final CredentialEvents acts;

  public AuditCredentialReconciler(ReconcilerDependencies with) {
    this.locks = with.locks();
    this.eventRecorder = with.eventRecorder();
    this.clock = with.clock();
    this.poll = with.poll();
    this.statuses = new StatusWriter<>(StatusKind.auditCredential(), eventRecorder, clock);
    this.objects = with.objects();
    this.acts = new CredentialEvents(with.platformEvents());
    this.steps =
        new CredentialSteps(objects, with.keyring(), with.removals(), with.connections(), clock);
  }

  @Override
  public List<EventSource<?, AuditCredential>> prepareEventSources(
      EventSourceContext<AuditCredential> context) {
    var logs =
        InformerEventSourceConfiguration.from(AuditLog.class, AuditCredential.class)
            .withSecondaryToPrimaryMapper(
                log ->
                    context
                        .getPrimaryCache()
                        .list(c -> AuditLogReferences.refersTo(c, log))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .withPrimaryToSecondaryMapper(
                (AuditCredential credential) -> Set.of(AuditLogReferences.of(credential)))
            .build();
    SecondaryToPrimaryMapper<Secret> owners =
        Mappers.fromOwnerReferences(AuditCredential.class, false);
    return List.of(
        new InformerEventSource<>(logs, context),
        new NamespacedWatch<>(
            "consumer-secrets",
            Secret.class,
            Labels.CREDENTIAL_UID,
            owners::toPrimaryResourceIDs,
            context));
  }

  private @Nullable AuditLog log(AuditCredential credential) {
    ResourceID log = AuditLogReferences.of(credential);
    return objects.auditLog(log.getNamespace().orElseThrow(), log.getName());
  }

  /** What could not be read of it may be what gives access to this credential. */
  private @Nullable AuditLog readableLog(AuditCredential credential) {
    AuditLog log = log(credential);
    if (log != null && UnreadableField.of(log).isPresent()) {
      throw new StepFailure(
          Reason.UnknownValue,
          "AuditLog " + Names.of(log) + ": " + UnreadableField.of(log).orElseThrow());
    }
    return log;
  }

  private static String lockName(AuditCredential credential) {
    ResourceID log = AuditLogReferences.of(credential);
    return log.getNamespace().orElseThrow() + "/" + log.getName();
  }

  @Override
  public UpdateControl<AuditCredential> reconcile(
      AuditCredential credential, Context<AuditCredential> context) {
    return locks.exclusively(
        lockName(credential),
        () -> {
          Optional<UpdateControl<AuditCredential>> unreadable = statuses.unreadable(credential);
          if (unreadable.isPresent()) {
            return unreadable.get();
          }
          CredentialSteps.Result result = steps.run(credential, () -> readableLog(credential));
          Duration next = result.again().compareTo(poll) < 0 ? result.again() : poll;
          tellOfRotation(credential, result.status());
          acts.tell(credential, result.log(), result.status());
          return statuses.write(credential, result.status(), next);
        });
  }

  @Override
  public ErrorStatusUpdateControl<AuditCredential> updateErrorStatus(
      AuditCredential credential, Context<AuditCredential> context, Exception failure) {
    return statuses.failed(credential, failure);
  }

  private void tellOfRotation(AuditCredential credential, AuditCredentialStatus after) {
    String before = credential.getStatus() == null ? null : credential.getStatus().getKeyId();
    String issued = CredentialEvents.newKey(credential.getStatus(), after);
    if (before != null && issued != null) {
      eventRecorder.record(
          credential, false, Reason.KeyRotated, "Key " + issued + " has replaced " + before);
    }
  }

  @Override
  public DeleteControl cleanup(AuditCredential credential, Context<AuditCredential> context) {
    return locks.exclusively(
        lockName(credential),
        () -> {
          deleteSecret(credential);
          AuditLog log = logOrCached(credential, context);
          acts.tellOfDeletion(credential, log);
          Optional<String> waitsFor = CredentialDeletion.waitsFor(credential, log);
          if (waitsFor.isPresent()) {
            tellOfWait(credential, waitsFor.get(), context);
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(Duration.ofSeconds(1));
          }
          acts.forget(credential, log);
          statuses.forget(credential);
          return DeleteControl.defaultDelete();
        });
  }

  private void tellOfWait(
      AuditCredential credential, String what, Context<AuditCredential> context) {
    AuditCredentialStatus status = CredentialDeletion.status(credential, what, clock);
    if (statuses.writeNow(credential, status, context)) {
      LOG.info("AuditCredential {} is being deleted. {}", Names.of(credential), what);
    }
  }

  /** Cached where it may not be read: its namespace may be gone, and our rights with it. */
  private @Nullable AuditLog logOrCached(
      AuditCredential credential, Context<AuditCredential> context) {
    try {
      return log(credential);
    } catch (StepFailure e) {
      LOG.info("AuditLog {} is taken from the cache: {}", lockName(credential), e.text());
      return context.getSecondaryResource(AuditLog.class).orElse(null);
    }
  }

  private void deleteSecret(AuditCredential credential) {
    try {
      KeyIssue.withdraw(credential, objects);
    } catch (StepFailure e) {
      // A namespace that is deleted may have lost our rights first. Kubernetes collects the Secret.
      LOG.info(
          "Secret {} is left to its owner: {}", credential.getSpec().getSecretName(), e.text());
    }
  }
}
