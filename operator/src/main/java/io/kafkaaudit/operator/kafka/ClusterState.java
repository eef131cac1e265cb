package io.kafkaaudit.operator.kafka;

import java.util.List;
import java.util.Set;

/**
 * Nodes, quorum and partitions of the audited cluster at one time. Immutable.
 *
 * @param activeController node id; negative: the quorum has no leader
 * @param incomplete partitions (topic-number) some of whose replicas are not in sync
 * @param offline partitions without a leader, which are incomplete too
 */
public record ClusterState(
    int activeController, List<Node> nodes, List<String> incomplete, List<String> offline) {

  public ClusterState {
    nodes = List.copyOf(nodes);
    incomplete = List.copyOf(incomplete);
    offline = List.copyOf(offline);
  }

  /**
   * A broker or controller that the cluster knows, running or not.
   *
   * @param hosts that it advertises, as far as clients see them
   * @param voter whether it is a controller that votes
   * @param broker {@code Absent} for a controller, and for a broker that is not registered
   * @param lagMillis how far its copy of the metadata log is behind the active controller's;
   *     negative: it has none, as far as the active controller knows
   */
  public record Node(int id, Set<String> hosts, boolean voter, Broker broker, long lagMillis) {
    public Node {
      hosts = Set.copyOf(hosts);
    }
  }

  /** A node as a broker. */
  public enum Broker {
    Registered,
    /** Registered, but does not serve clients. */
    Fenced,
    Absent
  }
}
