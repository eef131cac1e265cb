package io.kafkaaudit.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.Outcome;
import java.util.List;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AlterPartitionReassignmentsRequest;
import org.apache.kafka.common.requests.AlterPartitionReassignmentsResponse;
import org.apache.kafka.common.requests.CreateAclsRequest;
import org.apache.kafka.common.requests.DeleteAclsRequest;
import org.apache.kafka.common.requests.ElectLeadersRequest;
import org.apache.kafka.common.requests.IncrementalAlterConfigsRequest;
import org.apache.kafka.common.requests.OffsetDeleteRequest;
import org.apache.kafka.common.requests.OffsetDeleteResponse;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class OutcomesTest {
  @Test
  void whatIsDeniedAsAWholeIsDeniedForEachTopic() {
    for (AbstractRequest request : List.of(reassignment("a", "b"), election("a", "b"))) {
      ManagementRequest denied = new ManagementRequest(request, null, null);
      denied.completed(
          request.getErrorResponse(0, new ClusterAuthorizationException("not allowed")), false);
      assertThat(Acts.outcomes(denied))
          .hasSize(2)
          .allMatch(outcome -> outcome.outcome() == Outcome.Denied);
    }
  }

  @Test
  void anErrorOfTheWholeRequestIsThatOfEachTopicThatHasNone() {
    ManagementRequest failed = new ManagementRequest(reassignment("a", "b"), null, null);
    failed.completed(
        new AlterPartitionReassignmentsResponse(
            new AlterPartitionReassignmentsResponseData()
                .setErrorCode(Errors.REQUEST_TIMED_OUT.code())),
        false);
    assertThat(Acts.outcomes(failed))
        .extracting(outcome -> outcome.result().error())
        .containsExactly(Errors.REQUEST_TIMED_OUT, Errors.REQUEST_TIMED_OUT);
  }

  @Test
  void onePartitionThatFailedHidesNoneThatDidNot() {
    assertThat(Acts.outcomes(Acts.deleteRecords()))
        .extracting(o -> o.result().resource() + " " + o.result().error() + " " + partitions(o))
        .containsExactly(
            "topic=orders NONE {\"partitions\":[{\"partitionIndex\":0},{\"partitionIndex\":2},{\"partitionIndex\":3}]}",
            "topic=orders OFFSET_OUT_OF_RANGE {\"partitions\":[{\"partitionIndex\":1}]}");
  }

  @Test
  void offsetsAreDeletedOfTopicsAndNotOfTheGroupAsAWhole() {
    OffsetDeleteRequestData data = new OffsetDeleteRequestData().setGroupId("g");
    data.topics().add(offsets("a"));
    data.topics().add(offsets("b"));
    OffsetDeleteResponseData answer = new OffsetDeleteResponseData();
    for (String topic : List.of("a", "b")) {
      OffsetDeleteResponseData.OffsetDeleteResponseTopic told =
          new OffsetDeleteResponseData.OffsetDeleteResponseTopic().setName(topic);
      Errors error = topic.equals("a") ? Errors.NONE : Errors.GROUP_SUBSCRIBED_TO_TOPIC;
      told.partitions()
          .add(
              new OffsetDeleteResponseData.OffsetDeleteResponsePartition()
                  .setErrorCode(error.code()));
      answer.topics().add(told);
    }
    ManagementRequest request =
        new ManagementRequest(new OffsetDeleteRequest.Builder(data).build(), null, null);
    request.completed(new OffsetDeleteResponse(answer), false);
    assertThat(Acts.outcomes(request))
        .extracting(o -> o.result().resource() + " " + o.result().error())
        .containsExactly("topic=a NONE", "topic=b GROUP_SUBSCRIBED_TO_TOPIC");

    ManagementRequest refused =
        new ManagementRequest(new OffsetDeleteRequest.Builder(data).build(), null, null);
    refused.completed(
        new OffsetDeleteResponse(
            new OffsetDeleteResponseData().setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())),
        false);
    assertThat(Acts.outcomes(refused))
        .extracting(o -> o.result().resource() + " " + o.result().error())
        .containsExactly("topic=a GROUP_ID_NOT_FOUND", "topic=b GROUP_ID_NOT_FOUND");
  }

  private static OffsetDeleteRequestData.OffsetDeleteRequestTopic offsets(String topic) {
    return new OffsetDeleteRequestData.OffsetDeleteRequestTopic()
        .setName(topic)
        .setPartitions(List.of(new OffsetDeleteRequestData.OffsetDeleteRequestPartition()));
  }

  @Test
  void aPatternIsNotTheTopicThatItsNameBeginsWith() {
    CreateAclsRequestData created = new CreateAclsRequestData();
    created.creations().add(acl(PatternType.PREFIXED));
    created.creations().add(acl(PatternType.LITERAL));
    DeleteAclsRequestData deleted = new DeleteAclsRequestData();
    deleted
        .filters()
        .add(
            new DeleteAclsRequestData.DeleteAclsFilter()
                .setResourceTypeFilter(ResourceType.TOPIC.code())
                .setResourceNameFilter("audit-")
                .setPatternTypeFilter(PatternType.PREFIXED.code())
                .setOperation((byte) 1)
                .setPermissionType((byte) 1));
    assertThat(subjects(new CreateAclsRequest.Builder(created).build((short) 3)))
        .containsExactly("topic=audit-*", "topic=audit-");
    assertThat(subjects(new DeleteAclsRequest.Builder(deleted).build((short) 3)))
        .containsExactly("topic=audit-*");
  }

  private static List<String> subjects(AbstractRequest request) {
    return Acts.outcomes(new ManagementRequest(request, null, null)).stream()
        .map(outcome -> outcome.result().resource().toString())
        .toList();
  }

  private static CreateAclsRequestData.AclCreation acl(PatternType pattern) {
    return new CreateAclsRequestData.AclCreation()
        .setResourceType(ResourceType.TOPIC.code())
        .setResourceName("audit-")
        .setResourcePatternType(pattern.code())
        .setPrincipal("User:bob")
        .setHost("*")
        .setOperation((byte) 3)
        .setPermissionType((byte) 3);
  }

  @Test
  void ofVeryManyPartitionsAllAreCountedAndHashed() {
    Partitions partitions = new Partitions();
    for (int i = 0; i < 3_000; i++) {
      partitions.add(i);
    }
    JsonWriter json = new JsonWriter();
    json.beginObject();
    partitions.write(json);
    partitions.writeOmitted(json);
    json.endObject();
    String text = new String(json.buffer(), 0, json.length());
    assertThat(text)
        .contains("{\"partitionIndex\":999}],\"omitted\":{\"partitions\":2000}")
        .matches(".*\"digest\":\"[0-9a-f]{64}\"}");
  }

  private static String partitions(ResourceOutcome outcome) {
    JsonWriter json = new JsonWriter();
    json.beginObject();
    outcome.result().partitions().write(json);
    json.endObject();
    return new String(json.buffer(), 0, json.length());
  }

  @Test
  void whatABrokerDoesByItselfIsNotPassedOn() {
    ManagementRequest request =
        new ManagementRequest(
            configs(ConfigResource.Type.BROKER_LOGGER, ConfigResource.Type.BROKER), null, null);
    assertThat(Acts.outcomes(request)).noneMatch(ResourceOutcome::passedOn);

    request.forward(configs(ConfigResource.Type.BROKER));
    assertThat(Acts.outcomes(request))
        .extracting(o -> o.result().resource() + " " + o.passedOn())
        .containsExactly("broker-logger=2 false", "broker=2 true");

    request.forward(request.body());
    assertThat(Acts.outcomes(request)).hasSize(2).allMatch(ResourceOutcome::passedOn);
  }

  private static AbstractRequest configs(ConfigResource.Type... types) {
    IncrementalAlterConfigsRequestData data = new IncrementalAlterConfigsRequestData();
    for (ConfigResource.Type type : types) {
      data.resources()
          .add(
              new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                  .setResourceType(type.id())
                  .setResourceName("2"));
    }
    return new IncrementalAlterConfigsRequest(data, (short) 1);
  }

  private static AbstractRequest reassignment(String... topics) {
    AlterPartitionReassignmentsRequestData data = new AlterPartitionReassignmentsRequestData();
    for (String topic : topics) {
      data.topics()
          .add(
              new AlterPartitionReassignmentsRequestData.ReassignableTopic()
                  .setName(topic)
                  .setPartitions(
                      List.of(new AlterPartitionReassignmentsRequestData.ReassignablePartition())));
    }
    return new AlterPartitionReassignmentsRequest.Builder(data).build();
  }

  private static AbstractRequest election(String... topics) {
    return new ElectLeadersRequest.Builder(
            ElectionType.PREFERRED,
            java.util.Arrays.stream(topics).map(topic -> new TopicPartition(topic, 0)).toList(),
            1000)
        .build();
  }
}
