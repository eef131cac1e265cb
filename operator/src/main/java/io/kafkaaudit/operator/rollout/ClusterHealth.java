package io.kafkaaudit.operator.rollout;

import io.kafkaaudit.operator.kafka.ClusterState;
import io.kafkaaudit.operator.kafka.ClusterState.Broker;
import io.kafkaaudit.operator.kafka.ClusterState.Node;
import io.kafkaaudit.operator.owned.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a node of the audited cluster may be taken away for a moment: every node is there and
 * every replica in sync, which is more than that no partition is under its min.insync.replicas, and
 * is seen with fewer rights. Pure.
 */
final class ClusterHealth {
  /** The active controller writes a record every half second. */
  static final long LONGEST_LAG_MILLIS = 5_000;

  private ClusterHealth() {}

  /** What is not well, for a person; empty: all is. */
  static Optional<String> problem(ClusterState cluster) {
    List<String> problems = new ArrayList<>();
    if (cluster.activeController() < 0) {
      problems.add("the metadata quorum has no active controller");
    }
    for (Node node : cluster.nodes()) {
      if (node.broker() == Broker.Fenced) {
        problems.add("broker " + node.id() + " is fenced");
      } else if (node.broker() == Broker.Absent && !node.voter()) {
        problems.add("node " + node.id() + " is no registered broker and no voting controller");
      } else if (node.lagMillis() < 0 || node.lagMillis() > LONGEST_LAG_MILLIS) {
        problems.add("node " + node.id() + " has not caught up with the active controller");
      }
    }
    if (!cluster.offline().isEmpty()) {
      problems.add("partitions without a leader: " + Names.list(cluster.offline()));
    }
    List<String> incomplete =
        cluster.incomplete().stream().filter(p -> !cluster.offline().contains(p)).toList();
    if (!incomplete.isEmpty()) {
      problems.add("partitions with replicas out of sync: " + Names.list(incomplete));
    }
    return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
  }
}
