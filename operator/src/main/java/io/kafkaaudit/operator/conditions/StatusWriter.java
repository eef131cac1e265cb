package io.kafkaaudit.operator.conditions;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How the status of a kind of resource is written: all of it, only where it differs, and only over
 * the version that was read, so that a conflict means to look again. Thread-safe.
 *
 * @param <S> its status
 * @param <R> the kind
 */
public final class StatusWriter<S, R extends CustomResource<?, S>> {
  private final Supplier<R> empty;
  private final Function<S, List<Condition>> conditions;
  private final EventRecorder events;

  /**
   * For one kind.
   *
   * @param conditions the status' conditions; null where it has none
   */
  public StatusWriter(
      Supplier<R> empty, Function<S, List<Condition>> conditions, EventRecorder events) {
    this.empty = empty;
    this.conditions = conditions;
    this.events = events;
  }

  /**
   * Tells of the conditions that turned, and says what the framework is to write.
   *
   * @param read the resource as it was read
   * @param again when to come again at the latest
   */
  public UpdateControl<R> write(R read, S status, Duration again) {
    S before = read.getStatus();
    if (before != null && Serialization.asJson(before).equals(Serialization.asJson(status))) {
      return UpdateControl.<R>noUpdate().rescheduleAfter(again);
    }
    List<Condition> old = before == null ? null : conditions.apply(before);
    events.transitions(read, old == null ? List.of() : old, conditions.apply(status));
    R patch = empty.get();
    patch.getMetadata().setNamespace(read.getMetadata().getNamespace());
    patch.getMetadata().setName(read.getMetadata().getName());
    patch.getMetadata().setResourceVersion(read.getMetadata().getResourceVersion());
    patch.setSpec(null);
    patch.setStatus(status);
    return UpdateControl.patchStatus(patch).rescheduleAfter(again);
  }
}
