package io.kafkaaudit.contract;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Kafka's APIs by category, under the protocol's names (Apache Kafka's {@code ApiKeys.name}, up to
 * 4.4). The single source for which acts are management. Thread-safe.
 */
public final class ApiTable {
  private static final Map<String, Category> CATEGORIES = new TreeMap<>();

  static {
    put(Category.Authentication, "SaslHandshake", "SaslAuthenticate");
    put(
        Category.Management,
        "CreateTopics",
        "DeleteTopics",
        "CreatePartitions",
        "DeleteRecords",
        "AlterConfigs",
        "IncrementalAlterConfigs",
        "CreateAcls",
        "DeleteAcls",
        "DeleteGroups",
        "OffsetDelete",
        "AlterClientQuotas",
        "AlterUserScramCredentials",
        "AlterPartitionReassignments",
        "ElectLeaders",
        "AlterReplicaLogDirs",
        "CreateDelegationToken",
        "RenewDelegationToken",
        "ExpireDelegationToken",
        "UpdateFeatures",
        "UnregisterBroker",
        "UnregisterController",
        "AddRaftVoter",
        "RemoveRaftVoter",
        "UpdateRaftVoter",
        "AlterShareGroupOffsets",
        "DeleteShareGroupOffsets");
    put(
        Category.Produce,
        "Produce",
        "InitProducerId",
        "AddPartitionsToTxn",
        "AddOffsetsToTxn",
        "EndTxn",
        "TxnOffsetCommit");
    put(
        Category.Consume,
        "Fetch",
        "ListOffsets",
        "OffsetCommit",
        "OffsetFetch",
        "OffsetForLeaderEpoch",
        "JoinGroup",
        "SyncGroup",
        "LeaveGroup",
        "ShareFetch",
        "ShareAcknowledge");
    put(
        Category.Heartbeat,
        "Heartbeat",
        "ConsumerGroupHeartbeat",
        "ShareGroupHeartbeat",
        "StreamsGroupHeartbeat",
        "StreamsGroupTopologyDescriptionUpdate");
    put(
        Category.Describe,
        "ApiVersions",
        "Metadata",
        "FindCoordinator",
        "DescribeGroups",
        "ListGroups",
        "DescribeAcls",
        "DescribeConfigs",
        "DescribeLogDirs",
        "DescribeDelegationToken",
        "ListPartitionReassignments",
        "DescribeClientQuotas",
        "DescribeUserScramCredentials",
        "DescribeQuorum",
        "DescribeCluster",
        "DescribeProducers",
        "DescribeTransactions",
        "ListTransactions",
        "ConsumerGroupDescribe",
        "ShareGroupDescribe",
        "StreamsGroupDescribe",
        "DescribeShareGroupOffsets",
        "GetTelemetrySubscriptions",
        "PushTelemetry",
        "ListClientMetricsResources",
        "ListConfigResources",
        "DescribeTopicPartitions");
    put(
        Category.Interbroker,
        "LeaderAndIsr",
        "StopReplica",
        "UpdateMetadata",
        "ControlledShutdown",
        "WriteTxnMarkers",
        "Vote",
        "BeginQuorumEpoch",
        "EndQuorumEpoch",
        "AlterPartition",
        "Envelope",
        "FetchSnapshot",
        "BrokerRegistration",
        "BrokerHeartbeat",
        "AllocateProducerIds",
        "ControllerRegistration",
        "AssignReplicasToDirs",
        "InitializeShareGroupState",
        "ReadShareGroupState",
        "WriteShareGroupState",
        "DeleteShareGroupState",
        "ReadShareGroupStateSummary");
  }

  private ApiTable() {}

  private static void put(Category category, String... apis) {
    Arrays.stream(apis).forEach(api -> CATEGORIES.put(api, category));
  }

  /**
   * Returns the category of an API. One that this table does not know counts as management, so that
   * what a newer Kafka adds is seen rather than missed.
   *
   * @param api the protocol's name, such as {@code CreateTopics}
   */
  public static Category category(String api) {
    return CATEGORIES.getOrDefault(api, Category.Management);
  }

  /** Whether this table names the API; one that it does not name is reported by the agent. */
  public static boolean knows(String api) {
    return CATEGORIES.containsKey(api);
  }

  /** The names of a category, sorted. */
  public static Set<String> apis(Category category) {
    Set<String> apis = new TreeSet<>();
    CATEGORIES.forEach(
        (api, of) -> {
          if (of == category) {
            apis.add(api);
          }
        });
    return Collections.unmodifiableSet(apis);
  }
}
