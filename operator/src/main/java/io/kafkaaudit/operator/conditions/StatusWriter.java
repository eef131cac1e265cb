package io.kafkaaudit.operator.conditions;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
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

  private final Supplier<R> empty;
  private final Function<S, List<Condition>> conditions;
  private final EventRecorder eventRecorder;

  /**
   * For one kind.
   *
   * @param conditions the status' conditions; null where it has none
   */
  public StatusWriter(
      Supplier<R> empty, Function<S, List<Condition>> conditions, EventRecorder eventRecorder) {
    this.empty = empty;
    this.conditions = conditions;
    this.eventRecorder = eventRecorder;
  }

  /**
   * Tells of the conditions that turned, and says what the framework is to write.
   *
   * @param read the resource as it was read
   * @param again when to come again at the latest
   */
  public UpdateControl<R> write(R read, S status, Duration again) {
    if (isSame(read, status)) {
      return UpdateControl.<R>noUpdate().rescheduleAfter(again);
    }
    S before = read.getStatus();
    List<Condition> old = before == null ? null : conditions.apply(before);
    eventRecorder.transitions(read, old == null ? List.of() : old, conditions.apply(status));
    return UpdateControl.patchStatus(patch(read, status)).rescheduleAfter(again);
  }

  /**
   * Writes at once and tells nobody, for a deletion that waits: to the framework it answers without
   * a status. What cannot be written is logged, for a deletion never waits for that.
   *
   * @param read the resource as it was read
   * @return whether it differed, and is written
   */
  public boolean writeNow(R read, S status, Context<R> context) {
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
    R patch = empty.get();
    patch.getMetadata().setNamespace(read.getMetadata().getNamespace());
    patch.getMetadata().setName(read.getMetadata().getName());
    patch.getMetadata().setResourceVersion(read.getMetadata().getResourceVersion());
    patch.setSpec(null);
    patch.setStatus(status);
    return patch;
  }
}
