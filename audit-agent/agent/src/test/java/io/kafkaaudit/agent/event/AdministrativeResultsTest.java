package io.kafkaaudit.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerPartitionResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerTopicResult;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class AdministrativeResultsTest {
  @Test
  void offsetsThatWereSetAreTheGroupsByError() {
    OffsetCommitRequestData request = new OffsetCommitRequestData().setGroupId("g");
    OffsetCommitResponseData response = new OffsetCommitResponseData();
    response.topics().add(committed("a", Errors.NONE, Errors.NONE));
    response.topics().add(committed("b", Errors.TOPIC_AUTHORIZATION_FAILED, Errors.NONE));
    assertThat(results(request, response))
        .containsExactly("group=g NONE", "group=g TOPIC_AUTHORIZATION_FAILED");
    assertThat(results(request, new OffsetCommitResponseData())).containsExactly("group=g NONE");
    assertThat(results(request, null)).containsExactly("group=g null");
  }

  @Test
  void membersThatWereRemovedAreTheGroupsByError() {
    LeaveGroupRequestData request = new LeaveGroupRequestData().setGroupId("g");
    LeaveGroupResponseData response = new LeaveGroupResponseData();
    response.members().add(left(Errors.NONE));
    response.members().add(left(Errors.UNKNOWN_MEMBER_ID));
    response.members().add(left(Errors.NONE));
    assertThat(results(request, response))
        .containsExactly("group=g NONE", "group=g UNKNOWN_MEMBER_ID");
    assertThat(
            results(
                request,
                new LeaveGroupResponseData()
                    .setErrorCode(Errors.GROUP_AUTHORIZATION_FAILED.code())))
        .containsExactly("group=g GROUP_AUTHORIZATION_FAILED");
    assertThat(results(request, null)).containsExactly("group=g null");
  }

  @Test
  void aTransactionalIdThatWasTakenOverIsNamed() {
    InitProducerIdRequestData request = new InitProducerIdRequestData().setTransactionalId("tx");
    assertThat(results(request, new InitProducerIdResponseData()))
        .containsExactly("transactional-id=tx NONE");
    assertThat(results(request, null)).containsExactly("transactional-id=tx null");
  }

  @Test
  void theEndOfATransactionIsThatOfItsTopicsByError() {
    WriteTxnMarkersRequestData request = new WriteTxnMarkersRequestData();
    WriteTxnMarkersRequestData.WritableTxnMarker asked =
        new WriteTxnMarkersRequestData.WritableTxnMarker();
    asked.topics().add(new WriteTxnMarkersRequestData.WritableTxnMarkerTopic().setName("a"));
    request.markers().add(asked);
    request.markers().add(asked);
    assertThat(results(request, null)).containsExactly("topic=a null");

    WriteTxnMarkersResponseData.WritableTxnMarkerResult marker =
        new WriteTxnMarkersResponseData.WritableTxnMarkerResult();
    WritableTxnMarkerTopicResult a = new WritableTxnMarkerTopicResult().setName("a");
    for (Errors error : List.of(Errors.NONE, Errors.NOT_LEADER_OR_FOLLOWER, Errors.NONE)) {
      a.partitions().add(new WritableTxnMarkerPartitionResult().setErrorCode(error.code()));
    }
    marker.topics().add(a);
    assertThat(
            results(request, new WriteTxnMarkersResponseData().setMarkers(List.of(marker, marker))))
        .containsExactly("topic=a NONE", "topic=a NOT_LEADER_OR_FOLLOWER");
  }

  private static OffsetCommitResponseData.OffsetCommitResponseTopic committed(
      String topic, Errors... errors) {
    OffsetCommitResponseData.OffsetCommitResponseTopic of =
        new OffsetCommitResponseData.OffsetCommitResponseTopic().setName(topic);
    for (Errors error : errors) {
      of.partitions()
          .add(
              new OffsetCommitResponseData.OffsetCommitResponsePartition()
                  .setErrorCode(error.code()));
    }
    return of;
  }

  private static LeaveGroupResponseData.MemberResponse left(Errors error) {
    return new LeaveGroupResponseData.MemberResponse().setErrorCode(error.code());
  }

  private static List<String> results(ApiMessage request, ApiMessage response) {
    return AdministrativeResults.of(request, response).stream()
        .map(result -> result.resource() + " " + result.error())
        .collect(Collectors.toList());
  }
}
