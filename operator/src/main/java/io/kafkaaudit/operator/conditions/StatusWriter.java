package io.kafkaaudit.operator.conditions;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.kafkaaudit.crd.UnreadableField;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the status of a kind of resource is written: all of it, only where it differs, and only over
 * the version that was read, so that a conflict means to look again. Thread-safe.
 *
 * @param <S> its status
 * @param <R> the kind
 */
public final class StatusWriter<S, R extends CustomResource<?, S>> {
  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

  private final StatusKind<S, R> kind;
  private final StatusLimits<S> limits;
  private final EventRecorder eventRecorder;
  private final Clock clock;

  /** By uid what the framework was told to write; gone when it is stored. */
  private final Map<String, Asked<S, R>> asked = new ConcurrentHashMap<>();

  private record Asked<S, R>(R read, S status, Duration again) {}

  /** For one kind. */
  public StatusWriter(StatusKind<S, R> kind, EventRecorder eventRecorder, Clock clock) {
    this.kind = kind;
    this.limits = StatusLimits.of(kind.kind(), kind.status());
    this.eventRecorder = eventRecorder;
    this.clock = clock;
  }

  /**
   * Tells of the conditions that turned, and says what the framework is to write.
   *
   * @param read the resource as it was read
   * @param wanted what does not fit into the status is cut
   * @param again when to come again at the latest
   */
  public UpdateControl<R> write(R read, S wanted, Duration again) {
    String uid = read.getMetadata().getUid();
    S status = limits.cut(wanted);
    if (isSame(read, status)) {
      asked.remove(uid);
      return UpdateControl.<R>noUpdate().rescheduleAfter(again);
    }
    Asked<S, R> before = asked.put(uid, new Asked<>(read, status, again));
    List<Condition> old = conditions(read.getStatus());
    if (before != null && RefusedStatus.isToldBy(old)) {
      old = conditions(before.status); // told, though never stored
    }
    eventRecorder.transitions(read, old, conditions(status));
    return UpdateControl.patchStatus(patch(read, status)).rescheduleAfter(again);
  }

  private List<Condition> conditions(@Nullable S status) {
    List<Condition> conditions = status == null ? null : kind.conditions().apply(status);
    return conditions == null ? List.of() : conditions;
  }

  /**
   * Called when a pass failed. If that is because the API server refused the status, a minimal one
   * that says so takes its place, so that the next pass goes on from what this one did.
   *
   * @param resource as the framework has it
   */
  public ErrorStatusUpdateControl<R> failed(R resource, Exception failure) {
    Asked<S, R> refused = asked.get(resource.getMetadata().getUid());
    if (refused == null || !RefusedStatus.isMeantBy(failure)) {
      return ErrorStatusUpdateControl.defaultErrorProcessing();
    }
    R read = refused.read;
    String message = RefusedStatus.message(failure);
    S minimal = stalled(read, refused.status, Reason.StatusRefused, message);
    if (isSame(read, minimal)) {
      return ErrorStatusUpdateControl.<R>noStatusUpdate()
          .withNoRetry()
          .rescheduleAfter(refused.again);
    }
    LOG.warn("Status of {}: {}", ResourceID.fromResource(read), message);
    if (!RefusedStatus.isToldBy(conditions(read.getStatus()))) {
      eventRecorder.record(read, true, Reason.StatusRefused, message);
    }
    return ErrorStatusUpdateControl.patchStatus(patch(read, minimal))
        .withNoRetry()
        .rescheduleAfter(refused.again);
  }

  private S stalled(R read, S wanted, Reason reason, String message) {
    Long generation = read.getMetadata().getGeneration();
    return RefusedStatus.minimal(
        kind,
        read.getStatus(),
        wanted,
        generation,
        ConditionSet.stalled(conditions(read.getStatus()), reason, message, generation, clock));
  }

  /**
   * What becomes of a resource that holds a value which this version does not know, as after a
   * rollback: a condition says so, and nothing is done with it by half.
   *
   * @return empty: all of it is known
   */
  public Optional<UpdateControl<R>> unreadable(R read) {
    Optional<String> field = UnreadableField.of(read);
    if (field.isEmpty()) {
      return Optional.empty();
    }
    String message =
        field.get()
            + ". Nothing is done with this resource until the operator is upgraded, or the field"
            + " holds a value that this version knows";
    S stored = read.getStatus();
    if (UnreadableField.isInStatus(read) || stored == null) {
      eventRecorder.record(read, true, Reason.UnknownValue, message); // a copy would lose it
      return Optional.of(UpdateControl.noUpdate());
    }
    S status = stalled(read, stored, Reason.UnknownValue, message);
    if (isSame(read, status)) {
      return Optional.of(UpdateControl.noUpdate());
    }
    LOG.warn("{}: {}", ResourceID.fromResource(read), message);
    eventRecorder.record(read, true, Reason.UnknownValue, message);
    return Optional.of(UpdateControl.patchStatus(patch(read, status)));
  }

  /** Called when the resource is gone. */
  public void forget(R gone) {
    asked.remove(gone.getMetadata().getUid());
  }

  /**
   * Writes at once and tells nobody, for a deletion that waits: to the framework it answers without
   * a status. What cannot be written is logged, for a deletion never waits for that.
   *
   * @param read the resource as it was read
   * @return whether it differed, and is written
   */
  public boolean writeNow(R read, S wanted, Context<R> context) {
    S status = limits.cut(wanted);
    if (isSame(read, status)) {
      return false;
    }
    PatchContext apply =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(context.getControllerConfiguration().fieldManager())
            .withForce(true)
            .build();
    try {
      context.getClient().resource(patch(read, status)).subresource("status").patch(apply);
      return true;
    } catch (KubernetesClientException e) {
      LOG.info("Status of {} is not written: {}", ResourceID.fromResource(read), e.getMessage());
      return false;
    }
  }

  private boolean isSame(R read, S status) {
    S before = read.getStatus();
    return before != null && Serialization.asJson(before).equals(Serialization.asJson(status));
  }

  private R patch(R read, S status) {
    R patch = kind.empty().get();
    patch.getMetadata().setNamespace(read.getMetadata().getNamespace());
    patch.getMetadata().setName(read.getMetadata().getName());
    patch.getMetadata().setResourceVersion(read.getMetadata().getResourceVersion());
    patch.setSpec(null);
    patch.setStatus(status);
    return patch;
  }
}
