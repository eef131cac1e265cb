package io.kafkaaudit.operator.rollout;

import io.kafkaaudit.operator.kafka.ClusterState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a rollout looks at.
 *
 * @param revision of the agent that new pods get
 * @param pods that run Kafka, those that end among them
 * @param attempt null: no pod is being restarted
 * @param neighbour name of another AuditLog of the namespace that is restarting a pod now; null:
 *     none
 * @param cluster null: not looked at
 * @param blind why the cluster cannot be looked at; null: it was not tried, or it was seen
 * @param reports when each node's agent was last heard; null: that cannot be seen now
 */
record RolloutSituation(
    String namespace,
    String revision,
    Instant now,
    List<RolloutPod> pods,
    @Nullable Attempt attempt,
    @Nullable String neighbour,
    @Nullable ClusterState cluster,
    @Nullable String blind,
    @Nullable Map<Integer, Instant> reports) {

  RolloutSituation {
    pods = List.copyOf(pods);
  }

  /** The same with what was seen of the cluster. */
  RolloutSituation seeing(@Nullable ClusterState seen, @Nullable String failure) {
    return new RolloutSituation(
        namespace, revision, now, pods, attempt, neighbour, seen, failure, reports);
  }

  Optional<RolloutPod> pod(String name) {
    return pods.stream().filter(pod -> pod.name().equals(name)).findFirst();
  }
}
