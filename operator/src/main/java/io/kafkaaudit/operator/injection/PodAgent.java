package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.webhook.AgentVolumes;
import io.kafkaaudit.operator.webhook.InjectionDecision;
import io.kafkaaudit.operator.webhook.SkipReason;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What one pod has of the agent, by its spec. Pure.
 *
 * @param skipped why it gets no agent; empty unless the state is {@code Skipped}
 */
public record PodAgent(State state, String skipped) {
  /** Kinds of objects that create a pod again under its name. */
  public static final String STATEFUL_SET = "StatefulSet";

  public static final String STRIMZI_POD_SET = "StrimziPodSet";

  /** Annotation that asks Strimzi for a restart. */
  public static final String STRIMZI_RESTART = "strimzi.io/manual-rolling-update";

  /** How it is with the agent. */
  public enum State {
    /** No container of it runs Kafka. */
    NotKafka,
    /** It has the agent of the wanted revision. */
    Current,
    /** It has the agent of another revision. */
    Outdated,
    /** It would get the agent if it were created now. */
    Without,
    /** It gets no agent. */
    Skipped
  }

  /**
   * Looks at a pod.
   *
   * @param neighbours the AuditLogs of the namespace
   * @param revision of the jar that new pods get
   */
  public static PodAgent of(
      Pod pod, AuditLog log, Collection<AuditLog> neighbours, String revision) {
    InjectionDecision decision = InjectionDecision.of(log, neighbours, pod);
    Optional<String> found = AgentVolumes.revision(pod, log);
    if (decision instanceof InjectionDecision.Skip skip
        && skip.reason() == SkipReason.NoKafkaContainer) {
      return new PodAgent(State.NotKafka, "");
    }
    if (found.isPresent()) {
      return new PodAgent(found.get().equals(revision) ? State.Current : State.Outdated, "");
    }
    return decision instanceof InjectionDecision.Skip skip
        ? new PodAgent(State.Skipped, skip.text())
        : new PodAgent(State.Without, "");
  }

  /** Whether a restart would bring the agent that it should have. */
  public boolean needsRestart() {
    return state == State.Without || state == State.Outdated;
  }

  /** The object that creates the pod again when it is gone. */
  public static Optional<OwnerReference> controller(Pod pod) {
    List<OwnerReference> owners = pod.getMetadata().getOwnerReferences();
    return owners == null
        ? Optional.empty()
        : owners.stream().filter(owner -> Boolean.TRUE.equals(owner.getController())).findFirst();
  }
}
