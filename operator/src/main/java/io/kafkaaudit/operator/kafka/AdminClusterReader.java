package io.kafkaaudit.operator.kafka;

import io.kafkaaudit.operator.kafka.ClusterState.Broker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.RaftVoterEndpoint;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * {@link ClusterReader} by a Kafka Admin client that lives as long as one look: looks are rare, and
 * the brokers behind an open connection are about to be restarted.
 */
public final class AdminClusterReader implements ClusterReader {
  private final Duration timeout;

  /**
   * @param timeout of each call
   */
  public AdminClusterReader(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public ClusterState read(AdminProperties properties) {
    try (Admin admin =
        AdminDestination.connect(
            "connecting to the audited cluster", AdminDestination.client(properties, timeout))) {
      return read(admin, new AdminCalls(timeout.toMillis()));
    } catch (KafkaFailure e) {
      throw new KafkaFailure(e.reason(), advice(e), e);
    }
  }

  /** What {@link KafkaFailure} says is about the destination. */
  private static String advice(KafkaFailure failure) {
    String said =
        failure.getCause() == null ? "" : ". Kafka says: " + failure.getCause().getMessage();
    return switch (failure.reason()) {
      case DestinationUnreachable ->
          "no broker of the audited cluster answered: check bootstrap.servers in the"
              + " client.properties of cluster.admin.secretRef, and the network";
      case AuthenticationFailed ->
          "the audited cluster refused the login: check username and password in the"
              + " client.properties of cluster.admin.secretRef"
              + said;
      case NotAuthorized ->
          "the user of cluster.admin.secretRef needs DESCRIBE on the cluster and on every topic"
              + " (topic *)"
              + said;
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static ClusterState read(Admin admin, AdminCalls calls) {
    QuorumInfo quorum =
        calls.get("reading the metadata quorum", admin.describeMetadataQuorum().quorumInfo());
    Map<Integer, Facts> nodes = new TreeMap<>();
    addQuorum(quorum, nodes);
    for (Node broker : brokers(admin, calls)) {
      Facts facts = nodes.computeIfAbsent(broker.id(), id -> new Facts());
      facts.broker = broker.isFenced() ? Broker.Fenced : Broker.Registered;
      if (!broker.host().isEmpty()) {
        facts.hosts.add(broker.host());
      }
    }
    List<String> incomplete = new ArrayList<>();
    List<String> offline = new ArrayList<>();
    addPartitions(admin, calls, incomplete, offline);
    return new ClusterState(
        quorum.leaderId(),
        nodes.entrySet().stream().map(node -> node.getValue().of(node.getKey())).toList(),
        incomplete,
        offline);
  }

  private static final class Facts {
    private final Set<String> hosts = new HashSet<>();
    private boolean voter;
    private Broker broker = Broker.Absent;
    private long lagMillis = -1;

    private ClusterState.Node of(int id) {
      return new ClusterState.Node(id, hosts, voter, broker, lagMillis);
    }
  }

  private static void addQuorum(QuorumInfo quorum, Map<Integer, Facts> nodes) {
    OptionalLong newest =
        quorum.voters().stream()
            .filter(voter -> voter.replicaId() == quorum.leaderId())
            .flatMapToLong(voter -> voter.lastCaughtUpTimestamp().stream())
            .findFirst();
    for (List<QuorumInfo.ReplicaState> replicas : List.of(quorum.voters(), quorum.observers())) {
      for (QuorumInfo.ReplicaState replica : replicas) {
        Facts facts = nodes.computeIfAbsent(replica.replicaId(), id -> new Facts());
        facts.voter |= replicas == quorum.voters();
        if (newest.isPresent() && replica.lastCaughtUpTimestamp().isPresent()) {
          long lag = Math.max(0, newest.getAsLong() - replica.lastCaughtUpTimestamp().getAsLong());
          // A node with a new disk stands there twice for a while.
          facts.lagMillis = facts.lagMillis < 0 ? lag : Math.min(lag, facts.lagMillis);
        }
      }
    }
    quorum
        .nodes()
        .forEach(
            (id, node) ->
                node.endpoints().stream()
                    .map(RaftVoterEndpoint::host)
                    .forEach(nodes.computeIfAbsent(id, any -> new Facts()).hosts::add));
  }

  private static Iterable<Node> brokers(Admin admin, AdminCalls calls) {
    String doing = "reading the brokers";
    DescribeClusterOptions fencedToo = new DescribeClusterOptions().includeFencedBrokers(true);
    // Kafka before 4.0 does not tell of fenced ones; their replicas are out of sync, as are they.
    return calls
        .unless(UnsupportedVersionException.class, doing, admin.describeCluster(fencedToo).nodes())
        .orElseGet(() -> calls.get(doing, admin.describeCluster().nodes()));
  }

  private static void addPartitions(
      Admin admin, AdminCalls calls, List<String> incomplete, List<String> offline) {
    Set<String> names =
        calls.get(
            "listing topics", admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
    String nobodys = "kafka-audit-may-describe-" + UUID.randomUUID();
    Set<String> asked = new HashSet<>(names);
    asked.add(nobodys); // whoever may not describe this one may not see topics of others either
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        new TreeMap<>(admin.describeTopics(asked).topicNameValues()).entrySet()) {
      calls
          .unless(
              UnknownTopicOrPartitionException.class,
              topic.getKey().equals(nobodys) ? "reading topics" : "reading topic " + topic.getKey(),
              topic.getValue())
          .ifPresent(
              description ->
                  description
                      .partitions()
                      .forEach(p -> add(topic.getKey(), p, incomplete, offline)));
    }
  }

  private static void add(
      String topic, TopicPartitionInfo partition, List<String> incomplete, List<String> offline) {
    String name = topic + "-" + partition.partition();
    if (partition.isr().size() < partition.replicas().size()) {
      incomplete.add(name);
    }
    if (partition.leader() == null || Objects.requireNonNull(partition.leader()).isEmpty()) {
      offline.add(name);
    }
  }
}
