package io.kafkaaudit.operator.rollout;

import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.injection.PodAgent;
import io.kafkaaudit.operator.kafka.ClusterState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a pod that was restarted is back: Ready, with the agent, its node well and its agent
 * heard. Pure.
 */
final class ComingBack {
  private ComingBack() {}

  /** What is done meanwhile; null: the pod is back. */
  static @Nullable RolloutDecision pending(
      RolloutSituation now, Attempt attempt, @Nullable RolloutPod pod) {
    String name = "Pod " + attempt.pod();
    String kubectl = "kubectl -n " + now.namespace() + " ";
    if (pod == null || pod.uid().equals(attempt.uid())) {
      return RolloutDecision.within(attempt.since(), now.now())
          ? RolloutDecision.waits(attempt, name + " is being restarted")
          : RolloutDecision.stopped(
              attempt,
              pod == null
                  ? name
                      + " is not created again: see "
                      + kubectl
                      + "get events. If it was taken away on purpose, write injection.rollout:"
                      + " Manual and then Automatic again"
                  : name + " does not end: see " + kubectl + "describe pod " + attempt.pod());
    }
    if (!pod.ready() || pod.ending()) {
      return RolloutDecision.within(pod.created(), now.now())
          ? RolloutDecision.waits(attempt, name + " came back and is not Ready yet")
          : RolloutDecision.stopped(
              attempt,
              name
                  + " came back and is not Ready: see "
                  + kubectl
                  + "describe pod "
                  + pod.name()
                  + " and "
                  + kubectl
                  + "logs "
                  + pod.name());
    }
    boolean sameRevision = attempt.revision().equals(now.revision());
    if (sameRevision && pod.agent().needsRestart()) {
      return RolloutDecision.stopped(
          attempt,
          name
              + " came back without the agent of revision "
              + now.revision()
              + ": see whether the webhook's pods run, then "
              + (pod.isStrimzis()
                  ? kubectl
                      + "annotate pod "
                      + pod.name()
                      + " strimzi.io/manual-rolling-update=true"
                  : kubectl + "delete pod " + pod.name()));
    }
    return settling(now, attempt, pod);
  }

  /** Its node has to be well, and its agent has to report where that can be seen. */
  private static @Nullable RolloutDecision settling(
      RolloutSituation now, Attempt attempt, RolloutPod pod) {
    String name = "Pod " + pod.name();
    ClusterState cluster = now.cluster();
    if (cluster == null && now.blind() == null) {
      return RolloutDecision.look(attempt);
    }
    Optional<String> problem =
        cluster == null ? Optional.ofNullable(now.blind()) : ClusterHealth.problem(cluster);
    if (problem.isPresent() || cluster == null) {
      return new RolloutDecision(
          RolloutDecision.Kind.Wait,
          Reason.RolloutWaiting,
          name + " is back; the rollout waits: " + problem.orElse(""),
          attempt);
    }
    Integer node = PodNodes.of(now.pods(), cluster).ids().get(pod.name());
    if (node == null) {
      return RolloutDecision.within(pod.created(), now.now())
          ? RolloutDecision.waits(attempt, name + " is back, its node is not seen yet")
          : RolloutDecision.nodesUnknown(now, cluster, attempt);
    }
    if (now.reports() == null || pod.agent().state() != PodAgent.State.Current) {
      return null;
    }
    Instant heard = now.reports().get(node);
    if (heard != null && heard.isAfter(pod.created())) {
      return null;
    }
    return RolloutDecision.within(pod.created(), now.now())
        ? RolloutDecision.waits(attempt, "The agent in pod " + pod.name() + " has not reported yet")
        : RolloutDecision.stopped(
            attempt,
            "The agent in pod "
                + pod.name()
                + " does not report: see kubectl -n "
                + now.namespace()
                + " logs "
                + pod.name()
                + ", and whether that pod reaches the destination");
  }
}
