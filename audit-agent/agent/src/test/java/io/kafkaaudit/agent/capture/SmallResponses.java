package io.kafkaaudit.agent.capture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.protocol.ApiMessage;

/** Responses of management APIs with so many of the smallest entries. */
final class SmallResponses {

  private SmallResponses() {}

  static Map<String, IntFunction<ApiMessage>> byName() {
    Map<String, IntFunction<ApiMessage>> all = new LinkedHashMap<>();
    all.put("groups", SmallResponses::groupResults);
    all.put("acls", SmallResponses::aclResults);
    all.put("matching acls", SmallResponses::matchingAcls);
    all.put("configs of topics", SmallResponses::topicResults);
    all.put("deleted topics", SmallResponses::deletedTopicResults);
    all.put("configs", SmallResponses::configResults);
    all.put("records", SmallResponses::recordResults);
    return all;
  }

  private static ApiMessage groupResults(int count) {
    DeleteGroupsResponseData data = new DeleteGroupsResponseData();
    for (int i = 0; i < count; i++) {
      data.results()
          .mustAdd(
              new DeleteGroupsResponseData.DeletableGroupResult()
                  .setGroupId(SmallRequests.name(i)));
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
          .mustAdd(
              new DeleteTopicsResponseData.DeletableTopicResult().setName(SmallRequests.name(i)));
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
              .setResourceName(SmallRequests.name(i)));
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
