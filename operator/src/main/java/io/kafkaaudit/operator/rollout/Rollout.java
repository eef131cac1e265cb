package io.kafkaaudit.operator.rollout;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.RestartingPod;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.injection.Injection;
import io.kafkaaudit.operator.kafka.ClusterReader;
import io.kafkaaudit.operator.kafka.KafkaFailure;
import io.kafkaaudit.operator.owned.Age;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.platform.PlatformEvents;
import io.kafkaaudit.operator.rollout.RolloutDecision.Kind;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries out {@link RolloutDecision}s: one step each time it is asked. Thread-safe. */
public final class Rollout {
  private final Injection injection;
  private final ClusterReader cluster;
  private final OwnedObjects objects;
  private final PodRestarts restarts;
  private final EventRecorder eventRecorder;
  private final RestartEvents acts;
  private final Clock clock;

  public Rollout(
      KubernetesClient client,
      Injection injection,
      ClusterReader cluster,
      EventRecorder eventRecorder,
      PlatformEvents platformEvents,
      Clock clock) {
    this.injection = injection;
    this.cluster = cluster;
    this.objects = new OwnedObjects(client);
    this.restarts = new PodRestarts(client);
    this.eventRecorder = eventRecorder;
    this.acts = new RestartEvents(platformEvents);
    this.clock = clock;
  }

  /**
   * What a step came to.
   *
   * @param done whether nothing is left to be done, and the reason says nothing
   * @param message empty: nothing to tell
   * @param restarting to be written into the status before the next step; null: no pod
   * @param next whether the next step can be done as soon as the status is written
   */
  public record Outcome(
      boolean done,
      Reason reason,
      String message,
      @Nullable RestartingPod restarting,
      boolean next) {}

  /**
   * Does the next step.
   *
   * @param neighbours AuditLogs, those of the namespace among them
   * @param restarting what the status says
   * @param reports when each node's agent was last heard; null: that cannot be seen now
   */
  public Outcome step(
      AuditLog log,
      Collection<AuditLog> neighbours,
      @Nullable RestartingPod restarting,
      @Nullable Map<Integer, Instant> reports) {
    List<AuditLog> sameNamespace = Injection.ofNamespace(log, neighbours);
    Attempt attempt = Attempt.of(restarting);
    RolloutSituation now = situation(log, sameNamespace, attempt, reports);
    acts.found(log, now);
    RolloutDecision decision = RolloutDecision.of(now);
    if (decision.kind() == Kind.Look) {
      now = look(log, now);
      decision = RolloutDecision.of(now);
    }
    if (decision.kind() == Kind.Restart && decision.attempt() != null) {
      decision = restart(log, now, decision, decision.attempt());
    }
    return outcome(decision);
  }

  /** Called where pods are not restarted any more, with what the status says. */
  public void leave(
      AuditLog log, Collection<AuditLog> neighbours, @Nullable RestartingPod restarting) {
    Attempt attempt = Attempt.of(restarting);
    if (attempt != null) {
      acts.found(log, situation(log, Injection.ofNamespace(log, neighbours), attempt, null));
    }
  }

  private RolloutSituation situation(
      AuditLog log,
      Collection<AuditLog> neighbours,
      @Nullable Attempt attempt,
      @Nullable Map<Integer, Instant> reports) {
    String revision = injection.revision();
    List<RolloutPod> pods =
        injection.pods(log).stream()
            .sorted(Comparator.comparing((Pod pod) -> pod.getMetadata().getName()))
            .flatMap(pod -> RolloutPod.of(pod, log, neighbours, revision).stream())
            .toList();
    return new RolloutSituation(
        log.getMetadata().getNamespace(),
        revision,
        clock.instant(),
        pods,
        attempt,
        busy(log, neighbours, attempt != null),
        null,
        null,
        reports);
  }

  /** Of two that restart a pod at once the younger lets the older go first. */
  private static @Nullable String busy(
      AuditLog log, Collection<AuditLog> neighbours, boolean restarts) {
    return neighbours.stream()
        .filter(other -> !other.getMetadata().getUid().equals(log.getMetadata().getUid()))
        .filter(
            other ->
                other.getStatus() != null
                    && other.getStatus().getAgents() != null
                    && other.getStatus().getAgents().getRestarting() != null)
        .filter(other -> other.getMetadata().getDeletionTimestamp() == null)
        .filter(other -> !restarts || Age.isOlder(other, log))
        .map(other -> other.getMetadata().getName())
        .findFirst()
        .orElse(null);
  }

  private RolloutSituation look(AuditLog log, RolloutSituation now) {
    try {
      return now.seeing(cluster.read(ClusterAccess.of(log, objects)), null);
    } catch (KafkaFailure e) {
      return now.seeing(null, String.valueOf(e.getMessage()));
    }
  }

  private RolloutDecision restart(
      AuditLog log, RolloutSituation now, RolloutDecision decision, Attempt attempt) {
    RolloutPod pod = now.pod(attempt.pod()).orElseThrow();
    PodRestarts.Answer answer;
    try {
      answer = restarts.restart(pod);
    } catch (StepFailure e) {
      acts.refused(log, attempt, e.reason(), e.text());
      throw e;
    }
    if (answer.refusal() != null) {
      RolloutDecision refused = RolloutDecision.refused(attempt, answer.refusal(), now.now());
      if (refused.reason() == Reason.RolloutBlockedByPDB) {
        acts.refused(log, attempt, refused.reason(), answer.refusal());
      }
      return refused;
    }
    if (answer.goes()) {
      acts.done(log, attempt, pod);
      eventRecorder.record(log, false, Reason.PodRestarted, decision.message());
    }
    return decision;
  }

  private static Outcome outcome(RolloutDecision decision) {
    Attempt attempt = decision.attempt();
    return new Outcome(
        decision.kind() == Kind.Done && decision.message().isEmpty(),
        decision.reason(),
        decision.message(),
        attempt == null ? null : attempt.toStatus(),
        decision.kind() == Kind.Announce);
  }

  /** What a step that failed leaves. */
  public static Outcome failed(StepFailure failure, @Nullable RestartingPod restarting) {
    return new Outcome(false, failure.reason(), failure.text(), restarting, false);
  }
}
