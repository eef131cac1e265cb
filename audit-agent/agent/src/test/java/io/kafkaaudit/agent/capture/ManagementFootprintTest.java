package io.kafkaaudit.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateDelegationTokenRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.AbstractRequest;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jol.info.GraphLayout;

/** Measures what messages take in the heap, the smallest entries above all: they weigh the most. */
class ManagementFootprintTest {
  private static final int MANY = 250;
  private static final List<String> NAMES = List.of("a", "b", "c", "d");

  static {
    System.setProperty("jol.skipDynamicAttach", "true"); // it reckons sizes by itself
    System.setProperty("jol.skipHotspotSAAttach", "true");
  }

  @TestFactory
  Stream<DynamicTest> noRequestIsLargerThanItsEstimate() {
    return requests().entrySet().stream()
        .flatMap(
            request ->
                IntStream.of(1, MANY)
                    .mapToObj(
                        count ->
                            DynamicTest.dynamicTest(
                                request.getKey() + " " + count,
                                () -> checkRequest(request.getValue().apply(count)))));
  }

  private static void checkRequest(ApiMessage data) {
    ApiKeys api = ApiKeys.forId(data.apiKey());
    short version = api.latestVersion();
    ByteBuffer wire = MessageUtil.toByteBuffer(data, version);
    int size = wire.remaining();
    AbstractRequest request = AbstractRequest.parseRequest(api, version, wire).request;
    long heap = GraphLayout.parseInstance(request.data()).totalSize();
    assertThat(ManagementFootprint.ofRequest(request, size))
        .as("%s bytes on the wire take %s", size, heap)
        .isGreaterThanOrEqualTo(heap);
    assertThat(ManagementFootprint.ofRequest(request.data(), size, 0))
        .as("%s bytes on the wire take %s, of a request that is too long to ask", size, heap)
        .isGreaterThanOrEqualTo(heap);
  }

  @TestFactory
  Stream<DynamicTest> noResponseIsLargerThanItsEstimate() {
    return responses().entrySet().stream()
        .map(
            response ->
                DynamicTest.dynamicTest(
                    response.getKey(), () -> checkResponse(response.getValue().apply(MANY))));
  }

  private static void checkResponse(ApiMessage data) {
    ApiKeys api = ApiKeys.forId(data.apiKey());
    short version = api.latestVersion();
    ByteBuffer wire = MessageUtil.toByteBuffer(data, version);
    int size = wire.remaining();
    long heap = GraphLayout.parseInstance(data).totalSize(); // texts of the request are shared
    assertThat(ManagementFootprint.ofResponse(data, size))
        .as("%s bytes on the wire take %s", size, heap)
        .isGreaterThanOrEqualTo(heap);
  }

  /** What automation sends in one request must find room in an agent that has nothing to do. */
  @Test
  void ofRealNamesAThousandResourcesFindRoom() {
    IncrementalAlterConfigsRequestData data = new IncrementalAlterConfigsRequestData();
    for (int i = 0; i < 2_000; i++) {
      IncrementalAlterConfigsRequestData.AlterConfigsResource resource =
          new IncrementalAlterConfigsRequestData.AlterConfigsResource()
              .setResourceName("team-orders.payments.settled-" + i);
      for (String name : List.of("retention.ms", "min.insync.replicas", "cleanup.policy")) {
        resource
            .configs()
            .mustAdd(
                new IncrementalAlterConfigsRequestData.AlterableConfig()
                    .setName(name)
                    .setValue("604800000"));
      }
      data.resources().mustAdd(resource);
    }
    int size = MessageUtil.toByteBuffer(data, (short) 1).remaining();
    SharedRoom room =
        new Lanes(new MemoryPlan(io.kafkaaudit.contract.AgentSettings.defaults()))
            .management()
            .room();
    assertThat(room.claim("admin", ManagementFootprint.ofRequest(data, size, 2_048))).isNotNull();
  }

  @Test
  void everyResourceOfARequestIsCounted() {
    requests()
        .forEach(
            (name, request) -> {
              ApiMessage data = request.apply(7);
              ApiKeys api = ApiKeys.forId(data.apiKey());
              short version = api.latestVersion();
              AbstractRequest parsed =
                  AbstractRequest.parseRequest(
                          api, version, MessageUtil.toByteBuffer(data, version))
                      .request;
              assertThat(ManagementFootprint.resources(parsed))
                  .as(name)
                  .isEqualTo(name.contains("one of") || name.contains("token") ? 1 : 7);
            });
  }

  private static String name(int i) {
    return NAMES.get(i % NAMES.size());
  }

  private static Map<String, IntFunction<ApiMessage>> requests() {
    Map<String, IntFunction<ApiMessage>> all = new LinkedHashMap<>();
    all.put("groups", n -> new DeleteGroupsRequestData().setGroupsNames(names(n)));
    all.put("groups without names", n -> new DeleteGroupsRequestData().setGroupsNames(empty(n)));
    all.put("acls", ManagementFootprintTest::acls);
    all.put("filters", ManagementFootprintTest::filters);
    all.put("topics", ManagementFootprintTest::topics);
    all.put("configs of one of the topics", ManagementFootprintTest::topicConfigs);
    all.put("deleted topics", ManagementFootprintTest::deletedTopics);
    all.put("topics with more partitions", ManagementFootprintTest::morePartitions);
    all.put("deleted records", n -> deletedRecords(n, 1));
    all.put("deleted records of one of the topics", n -> deletedRecords(1, n));
    all.put("deleted offsets", n -> deletedOffsets(n, 1));
    all.put("deleted offsets of one of the topics", n -> deletedOffsets(1, n));
    all.put("legacy configs", ManagementFootprintTest::legacyConfigs);
    all.put("configs", n -> configs(n, 1));
    all.put("configs of one of the resources", n -> configs(1, n));
    all.put("quotas", ManagementFootprintTest::quotas);
    all.put("credentials", ManagementFootprintTest::credentials);
    all.put("reassignments", n -> reassignments(n, 1));
    all.put("reassignments of one of the topics", n -> reassignments(1, n));
    all.put("elections", ManagementFootprintTest::elections);
    all.put("directories", ManagementFootprintTest::directories);
    all.put("renewers of a token", ManagementFootprintTest::renewers);
    all.put("features in one of the requests", ManagementFootprintTest::features);
    return all;
  }

  private static Map<String, IntFunction<ApiMessage>> responses() {
    Map<String, IntFunction<ApiMessage>> all = new LinkedHashMap<>();
    all.put("groups", ManagementFootprintTest::groupResults);
    all.put("acls", ManagementFootprintTest::aclResults);
    all.put("matching acls", ManagementFootprintTest::matchingAcls);
    all.put("configs of topics", ManagementFootprintTest::topicResults);
    all.put("deleted topics", ManagementFootprintTest::deletedTopicResults);
    all.put("configs", ManagementFootprintTest::configResults);
    all.put("records", ManagementFootprintTest::recordResults);
    return all;
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(ManagementFootprintTest::name).toList();
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

  private static ApiMessage groupResults(int count) {
    DeleteGroupsResponseData data = new DeleteGroupsResponseData();
    for (int i = 0; i < count; i++) {
      data.results()
          .mustAdd(new DeleteGroupsResponseData.DeletableGroupResult().setGroupId(name(i)));
    }
    return data;
  }

  private static ApiMessage aclResults(int count) {
    List<CreateAclsResponseData.AclCreationResult> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(new CreateAclsResponseData.AclCreationResult().setErrorMessage(null));
    }
    return new CreateAclsResponseData().setResults(results);
  }

  private static ApiMessage matchingAcls(int count) {
    List<DeleteAclsResponseData.DeleteAclsMatchingAcl> acls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      acls.add(
          new DeleteAclsResponseData.DeleteAclsMatchingAcl()
              .setResourceType((byte) 2)
              .setResourceName("r-" + i)
              .setPatternType((byte) 3)
              .setPrincipal("User:" + i)
              .setHost("10." + i)
              .setOperation((byte) 3)
              .setPermissionType((byte) 3));
    }
    return new DeleteAclsResponseData()
        .setFilterResults(
            List.of(new DeleteAclsResponseData.DeleteAclsFilterResult().setMatchingAcls(acls)));
  }

  /** As Kafka answers: the names of configurations are constants, their values are not. */
  private static ApiMessage topicResults(int count) {
    CreateTopicsResponseData data = new CreateTopicsResponseData();
    for (int topic = 0; topic < count; topic++) {
      List<CreateTopicsResponseData.CreatableTopicConfigs> configs = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        configs.add(
            new CreateTopicsResponseData.CreatableTopicConfigs()
                .setName("some.config")
                .setValue(Integer.toString(1_000 + i)));
      }
      data.topics()
          .mustAdd(
              new CreateTopicsResponseData.CreatableTopicResult()
                  .setName("t" + topic)
                  .setConfigs(configs));
    }
    return data;
  }

  private static ApiMessage deletedTopicResults(int count) {
    DeleteTopicsResponseData data = new DeleteTopicsResponseData();
    for (int i = 0; i < count; i++) {
      data.responses()
          .mustAdd(new DeleteTopicsResponseData.DeletableTopicResult().setName(name(i)));
    }
    return data;
  }

  private static ApiMessage configResults(int count) {
    List<IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse> results =
        new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(
          new IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse()
              .setErrorMessage(null)
              .setResourceName(name(i)));
    }
    return new IncrementalAlterConfigsResponseData().setResponses(results);
  }

  private static ApiMessage recordResults(int count) {
    DeleteRecordsResponseData data = new DeleteRecordsResponseData();
    DeleteRecordsResponseData.DeleteRecordsTopicResult topic =
        new DeleteRecordsResponseData.DeleteRecordsTopicResult().setName("t");
    for (int i = 0; i < count; i++) {
      topic
          .partitions()
          .mustAdd(
              new DeleteRecordsResponseData.DeleteRecordsPartitionResult().setPartitionIndex(i));
    }
    data.topics().add(topic);
    return data;
  }
}
