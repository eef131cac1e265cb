package io.kafkaaudit.brokertests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateDelegationTokenRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.protocol.ApiMessage;

/** A request of each management API about so many resources, none of which there is. */
final class ManagementMessages {
  private ManagementMessages() {}

  static Map<String, ApiMessage> about(int n) {
    Map<String, ApiMessage> all = new LinkedHashMap<>();
    CreateTopicsRequestData create = new CreateTopicsRequestData().setValidateOnly(true);
    create
        .topics()
        .addAll(
            list(n, i -> new CreateTopicsRequestData.CreatableTopic().setName("no-topic-" + i)));
    all.put("CreateTopics", create);
    all.put(
        "DeleteTopics",
        new DeleteTopicsRequestData()
            .setTopics(
                list(
                    n,
                    i -> new DeleteTopicsRequestData.DeleteTopicState().setName("no-topic-" + i))));
    CreatePartitionsRequestData partitions = new CreatePartitionsRequestData();
    partitions
        .topics()
        .addAll(
            list(
                n,
                i ->
                    new CreatePartitionsRequestData.CreatePartitionsTopic()
                        .setName("no-topic-" + i)
                        .setCount(2)));
    all.put("CreatePartitions", partitions);
    all.put(
        "DeleteRecords",
        new DeleteRecordsRequestData()
            .setTopics(
                list(
                    n,
                    i ->
                        new DeleteRecordsRequestData.DeleteRecordsTopic()
                            .setName("no-topic-" + i)
                            .setPartitions(
                                List.of(new DeleteRecordsRequestData.DeleteRecordsPartition())))));
    OffsetDeleteRequestData offsets = new OffsetDeleteRequestData().setGroupId("no-group");
    offsets
        .topics()
        .addAll(
            list(
                n,
                i ->
                    new OffsetDeleteRequestData.OffsetDeleteRequestTopic()
                        .setName("no-topic-" + i)
                        .setPartitions(
                            List.of(new OffsetDeleteRequestData.OffsetDeleteRequestPartition()))));
    all.put("OffsetDelete", offsets);
    all.put(
        "DeleteGroups",
        new DeleteGroupsRequestData().setGroupsNames(list(n, i -> "no-group-" + i)));
    all.putAll(configs(n));
    all.putAll(access(n));
    all.putAll(placement(n));
    all.put("UnregisterBroker", new UnregisterBrokerRequestData().setBrokerId(99));
    UpdateFeaturesRequestData features = new UpdateFeaturesRequestData();
    features
        .featureUpdates()
        .addAll(
            list(
                n,
                i ->
                    new UpdateFeaturesRequestData.FeatureUpdateKey()
                        .setFeature("no.feature." + i)
                        .setMaxVersionLevel((short) 7)));
    all.put("UpdateFeatures", features);
    return all;
  }

  private static Map<String, ApiMessage> configs(int n) {
    IncrementalAlterConfigsRequestData incremental = new IncrementalAlterConfigsRequestData();
    AlterConfigsRequestData legacy = new AlterConfigsRequestData();
    for (int i = 0; i < n; i++) {
      IncrementalAlterConfigsRequestData.AlterConfigsResource one =
          new IncrementalAlterConfigsRequestData.AlterConfigsResource()
              .setResourceType((byte) 2)
              .setResourceName("no-topic-" + i);
      one.configs()
          .add(
              new IncrementalAlterConfigsRequestData.AlterableConfig()
                  .setName("retention.ms")
                  .setValue("1"));
      incremental.resources().add(one);
      AlterConfigsRequestData.AlterConfigsResource other =
          new AlterConfigsRequestData.AlterConfigsResource()
              .setResourceType((byte) 2)
              .setResourceName("no-topic-" + i);
      other
          .configs()
          .add(new AlterConfigsRequestData.AlterableConfig().setName("retention.ms").setValue("1"));
      legacy.resources().add(other);
    }
    return Map.of("IncrementalAlterConfigs", incremental, "AlterConfigs", legacy);
  }

  private static Map<String, ApiMessage> access(int n) {
    Map<String, ApiMessage> all = new LinkedHashMap<>();
    all.put(
        "CreateAcls",
        new CreateAclsRequestData()
            .setCreations(
                list(
                    n,
                    i ->
                        new CreateAclsRequestData.AclCreation()
                            .setResourceType((byte) 2)
                            .setResourceName("no-topic-" + i)
                            .setResourcePatternType((byte) 3)
                            .setPrincipal("User:nobody")
                            .setHost("*")
                            .setOperation((byte) 3)
                            .setPermissionType((byte) 3))));
    all.put(
        "DeleteAcls",
        new DeleteAclsRequestData()
            .setFilters(
                list(
                    Math.min(n, 1_000), // Kafka looks at all ACLs for each of them
                    i ->
                        new DeleteAclsRequestData.DeleteAclsFilter()
                            .setResourceTypeFilter((byte) 2)
                            .setResourceNameFilter("no-topic-" + i)
                            .setPatternTypeFilter((byte) 3)
                            .setOperation((byte) 1)
                            .setPermissionType((byte) 1))));
    all.put(
        "AlterClientQuotas",
        new AlterClientQuotasRequestData()
            .setValidateOnly(true)
            .setEntries(
                list(
                    n,
                    i ->
                        new AlterClientQuotasRequestData.EntryData()
                            .setEntity(
                                List.of(
                                    new AlterClientQuotasRequestData.EntityData()
                                        .setEntityType("user")
                                        .setEntityName("nobody-" + i)))
                            .setOps(
                                List.of(
                                    new AlterClientQuotasRequestData.OpData()
                                        .setKey("producer_byte_rate")
                                        .setValue(1e6))))));
    all.put(
        "AlterUserScramCredentials",
        new AlterUserScramCredentialsRequestData()
            .setDeletions(
                list(
                    n,
                    i ->
                        new AlterUserScramCredentialsRequestData.ScramCredentialDeletion()
                            .setName("nobody-" + i)
                            .setMechanism((byte) 2))));
    all.put(
        "CreateDelegationToken",
        new CreateDelegationTokenRequestData()
            .setMaxLifetimeMs(1_000)
            .setRenewers(
                list(
                    n,
                    i ->
                        new CreateDelegationTokenRequestData.CreatableRenewers()
                            .setPrincipalType("Group")
                            .setPrincipalName("nobody-" + i))));
    return all;
  }

  private static Map<String, ApiMessage> placement(int n) {
    Map<String, ApiMessage> all = new LinkedHashMap<>();
    all.put(
        "AlterPartitionReassignments",
        new AlterPartitionReassignmentsRequestData()
            .setTopics(
                list(
                    n,
                    i ->
                        new AlterPartitionReassignmentsRequestData.ReassignableTopic()
                            .setName("no-topic-" + i)
                            .setPartitions(
                                List.of(
                                    new AlterPartitionReassignmentsRequestData
                                        .ReassignablePartition())))));
    ElectLeadersRequestData.TopicPartitionsCollection topics =
        new ElectLeadersRequestData.TopicPartitionsCollection();
    topics.addAll(
        list(
            n,
            i ->
                new ElectLeadersRequestData.TopicPartitions()
                    .setTopic("no-topic-" + i)
                    .setPartitions(List.of(0))));
    all.put("ElectLeaders", new ElectLeadersRequestData().setTopicPartitions(topics));
    AlterReplicaLogDirsRequestData.AlterReplicaLogDir directory =
        new AlterReplicaLogDirsRequestData.AlterReplicaLogDir().setPath("/no/such/directory");
    directory
        .topics()
        .addAll(
            list(
                n,
                i ->
                    new AlterReplicaLogDirsRequestData.AlterReplicaLogDirTopic()
                        .setName("no-topic-" + i)
                        .setPartitions(List.of(0))));
    AlterReplicaLogDirsRequestData directories = new AlterReplicaLogDirsRequestData();
    directories.dirs().add(directory);
    all.put("AlterReplicaLogDirs", directories);
    return all;
  }

  private static <T> List<T> list(int n, IntFunction<T> each) {
    return IntStream.range(0, n).mapToObj(each).collect(Collectors.toList());
  }
}
