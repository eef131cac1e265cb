package io.kafkaaudit.agent.capture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
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
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.protocol.ApiMessage;

/** Requests of each management API with so many of the smallest entries. */
final class SmallRequests {
  private static final List<String> NAMES = List.of("a", "b", "c", "d");

  private SmallRequests() {}

  static Map<String, IntFunction<ApiMessage>> byName() {
    Map<String, IntFunction<ApiMessage>> all = new LinkedHashMap<>();
    all.put("groups", n -> new DeleteGroupsRequestData().setGroupsNames(names(n)));
    all.put("groups without names", n -> new DeleteGroupsRequestData().setGroupsNames(empty(n)));
    all.put("acls", SmallRequests::acls);
    all.put("filters", SmallRequests::filters);
    all.put("topics", SmallRequests::topics);
    all.put("configs of one of the topics", SmallRequests::topicConfigs);
    all.put("deleted topics", SmallRequests::deletedTopics);
    all.put("topics with more partitions", SmallRequests::morePartitions);
    all.put("deleted records", n -> deletedRecords(n, 1));
    all.put("deleted records of one of the topics", n -> deletedRecords(1, n));
    all.put("deleted offsets", n -> deletedOffsets(n, 1));
    all.put("deleted offsets of one of the topics", n -> deletedOffsets(1, n));
    all.put("legacy configs", SmallRequests::legacyConfigs);
    all.put("configs", n -> configs(n, 1));
    all.put("configs of one of the resources", n -> configs(1, n));
    all.put("quotas", SmallRequests::quotas);
    all.put("credentials", SmallRequests::credentials);
    all.put("reassignments", n -> reassignments(n, 1));
    all.put("reassignments of one of the topics", n -> reassignments(1, n));
    all.put("elections", SmallRequests::elections);
    all.put("directories", SmallRequests::directories);
    all.put("renewers of a token", SmallRequests::renewers);
    all.put("features in one of the requests", SmallRequests::features);
    return all;
  }

  /** Short, for small entries weigh the most. */
  static String name(int i) {
    return NAMES.get(i % NAMES.size());
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(SmallRequests::name).toList();
  }

  private static List<String> empty(int count) {
    return IntStream.range(0, count).mapToObj(i -> "").toList();
  }

  private static ApiMessage acls(int count) {
    List<CreateAclsRequestData.AclCreation> acls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      acls.add(
          new CreateAclsRequestData.AclCreation()
              .setResourceType((byte) 2)
              .setResourceName(name(i))
              .setResourcePatternType((byte) 3)
              .setPrincipal("U:a")
              .setHost("*")
              .setOperation((byte) 3)
              .setPermissionType((byte) 3));
    }
    return new CreateAclsRequestData().setCreations(acls);
  }

  private static ApiMessage filters(int count) {
    List<DeleteAclsRequestData.DeleteAclsFilter> filters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      filters.add(
          new DeleteAclsRequestData.DeleteAclsFilter()
              .setResourceTypeFilter((byte) 2)
              .setResourceNameFilter(name(i))
              .setPatternTypeFilter((byte) 3)
              .setPrincipalFilter("U:a")
              .setHostFilter("*")
              .setOperation((byte) 3)
              .setPermissionType((byte) 3));
    }
    return new DeleteAclsRequestData().setFilters(filters);
  }

  private static ApiMessage topics(int count) {
    CreateTopicsRequestData data = new CreateTopicsRequestData();
    for (int i = 0; i < count; i++) {
      data.topics().mustAdd(new CreateTopicsRequestData.CreatableTopic().setName(name(i)));
    }
    return data;
  }

  private static ApiMessage topicConfigs(int count) {
    CreateTopicsRequestData.CreatableTopic topic =
        new CreateTopicsRequestData.CreatableTopic().setName("t");
    for (int i = 0; i < count; i++) {
      topic
          .configs()
          .mustAdd(
              new CreateTopicsRequestData.CreateableTopicConfig().setName(name(i)).setValue("v"));
    }
    CreateTopicsRequestData data = new CreateTopicsRequestData();
    data.topics().add(topic);
    return data;
  }

  private static ApiMessage deletedTopics(int count) {
    List<DeleteTopicsRequestData.DeleteTopicState> topics = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      topics.add(new DeleteTopicsRequestData.DeleteTopicState().setName(name(i)));
    }
    return new DeleteTopicsRequestData().setTopics(topics);
  }

  private static ApiMessage morePartitions(int count) {
    CreatePartitionsRequestData data = new CreatePartitionsRequestData();
    for (int i = 0; i < count; i++) {
      data.topics()
          .mustAdd(
              new CreatePartitionsRequestData.CreatePartitionsTopic()
                  .setName(name(i))
                  .setAssignments(
                      List.of(
                          new CreatePartitionsRequestData.CreatePartitionsAssignment()
                              .setBrokerIds(List.of()))));
    }
    return data;
  }

  private static ApiMessage deletedRecords(int topics, int partitions) {
    List<DeleteRecordsRequestData.DeleteRecordsTopic> all = new ArrayList<>();
    for (int i = 0; i < topics; i++) {
      List<DeleteRecordsRequestData.DeleteRecordsPartition> some = new ArrayList<>();
      for (int p = 0; p < partitions; p++) {
        some.add(new DeleteRecordsRequestData.DeleteRecordsPartition().setPartitionIndex(p));
      }
      all.add(
          new DeleteRecordsRequestData.DeleteRecordsTopic().setName(name(i)).setPartitions(some));
    }
    return new DeleteRecordsRequestData().setTopics(all);
  }

  private static ApiMessage deletedOffsets(int topics, int partitions) {
    OffsetDeleteRequestData data = new OffsetDeleteRequestData().setGroupId("g");
    for (int i = 0; i < topics; i++) {
      List<OffsetDeleteRequestData.OffsetDeleteRequestPartition> some = new ArrayList<>();
      for (int p = 0; p < partitions; p++) {
        some.add(new OffsetDeleteRequestData.OffsetDeleteRequestPartition().setPartitionIndex(p));
      }
      data.topics()
          .mustAdd(
              new OffsetDeleteRequestData.OffsetDeleteRequestTopic()
                  .setName(name(i))
                  .setPartitions(some));
    }
    return data;
  }

  private static ApiMessage legacyConfigs(int count) {
    AlterConfigsRequestData data = new AlterConfigsRequestData();
    for (int i = 0; i < count; i++) {
      AlterConfigsRequestData.AlterConfigsResource resource =
          new AlterConfigsRequestData.AlterConfigsResource().setResourceName(name(i));
      resource
          .configs()
          .add(new AlterConfigsRequestData.AlterableConfig().setName("c").setValue("v"));
      data.resources().mustAdd(resource);
    }
    return data;
  }

  private static ApiMessage configs(int resources, int configs) {
    IncrementalAlterConfigsRequestData data = new IncrementalAlterConfigsRequestData();
    for (int i = 0; i < resources; i++) {
      IncrementalAlterConfigsRequestData.AlterConfigsResource resource =
          new IncrementalAlterConfigsRequestData.AlterConfigsResource().setResourceName(name(i));
      for (int c = 0; c < configs; c++) {
        resource
            .configs()
            .mustAdd(
                new IncrementalAlterConfigsRequestData.AlterableConfig()
                    .setName(name(c))
                    .setValue("v"));
      }
      data.resources().mustAdd(resource);
    }
    return data;
  }

  private static ApiMessage quotas(int count) {
    List<AlterClientQuotasRequestData.EntryData> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(
          new AlterClientQuotasRequestData.EntryData()
              .setEntity(
                  List.of(
                      new AlterClientQuotasRequestData.EntityData()
                          .setEntityType("u")
                          .setEntityName(name(i))))
              .setOps(List.of(new AlterClientQuotasRequestData.OpData().setKey("k"))));
    }
    return new AlterClientQuotasRequestData().setEntries(entries);
  }

  private static ApiMessage credentials(int count) {
    List<AlterUserScramCredentialsRequestData.ScramCredentialUpsertion> upsertions =
        new ArrayList<>();
    for (int i = 0; i < count; i++) {
      upsertions.add(
          new AlterUserScramCredentialsRequestData.ScramCredentialUpsertion()
              .setName(name(i))
              .setSalt(new byte[1])
              .setSaltedPassword(new byte[1]));
    }
    return new AlterUserScramCredentialsRequestData().setUpsertions(upsertions);
  }

  private static ApiMessage reassignments(int topics, int partitions) {
    List<AlterPartitionReassignmentsRequestData.ReassignableTopic> all = new ArrayList<>();
    for (int i = 0; i < topics; i++) {
      List<AlterPartitionReassignmentsRequestData.ReassignablePartition> some = new ArrayList<>();
      for (int p = 0; p < partitions; p++) {
        some.add(
            new AlterPartitionReassignmentsRequestData.ReassignablePartition()
                .setPartitionIndex(p)
                .setReplicas(List.of(100_000 + p)));
      }
      all.add(
          new AlterPartitionReassignmentsRequestData.ReassignableTopic()
              .setName(name(i))
              .setPartitions(some));
    }
    return new AlterPartitionReassignmentsRequestData().setTopics(all);
  }

  private static ApiMessage elections(int count) {
    ElectLeadersRequestData.TopicPartitionsCollection topics =
        new ElectLeadersRequestData.TopicPartitionsCollection();
    for (int i = 0; i < count; i++) {
      topics.mustAdd(
          new ElectLeadersRequestData.TopicPartitions()
              .setTopic(name(i))
              .setPartitions(List.of(100_000 + i)));
    }
    return new ElectLeadersRequestData().setTopicPartitions(topics);
  }

  private static ApiMessage directories(int count) {
    AlterReplicaLogDirsRequestData data = new AlterReplicaLogDirsRequestData();
    for (int i = 0; i < count; i++) {
      AlterReplicaLogDirsRequestData.AlterReplicaLogDir directory =
          new AlterReplicaLogDirsRequestData.AlterReplicaLogDir().setPath("/");
      directory
          .topics()
          .add(new AlterReplicaLogDirsRequestData.AlterReplicaLogDirTopic().setName(name(i)));
      data.dirs().mustAdd(directory);
    }
    return data;
  }

  private static ApiMessage renewers(int count) {
    List<CreateDelegationTokenRequestData.CreatableRenewers> renewers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      renewers.add(
          new CreateDelegationTokenRequestData.CreatableRenewers()
              .setPrincipalType("u")
              .setPrincipalName(name(i)));
    }
    return new CreateDelegationTokenRequestData().setRenewers(renewers);
  }

  private static ApiMessage features(int count) {
    UpdateFeaturesRequestData data = new UpdateFeaturesRequestData();
    for (int i = 0; i < count; i++) {
      data.featureUpdates()
          .mustAdd(new UpdateFeaturesRequestData.FeatureUpdateKey().setFeature(name(i)));
    }
    return data;
  }
}
