package io.kafkaaudit.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.LeaveGroupRequest;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;

class ManagementActsTest {
  private static final String MEMBER = "orders-reader-0b4e6d6e-54a3-4d5e-9d1e-1a2b3c4d5e6f";

  @Test
  void whatIsNothingButManagementIs() {
    assertThat(is(new CreateTopicsRequest.Builder(new CreateTopicsRequestData()).build())).isTrue();
    assertThat(is(new MetadataRequest.Builder(List.of("t"), false).build())).isFalse();
    assertThat(ManagementActs.mayBe(ApiKeys.METADATA.id)).isFalse();
    assertThat(ManagementActs.mayBe(ApiKeys.ENVELOPE.id)).isFalse();
    assertThat(ManagementActs.mayBe(-1)).isFalse();
    assertThat(ManagementActs.mayBe(Short.MAX_VALUE)).isFalse();
  }

  @Test
  void offsetsThatAreSetOutsideASessionAre() {
    assertThat(is(offsetCommit("", -1))).isTrue();
    assertThat(is(offsetCommit("made-up", -1))).as("Kafka does not look at the member").isTrue();
    assertThat(is(offsetCommit(MEMBER, 0))).isFalse();
    assertThat(is(offsetCommit(MEMBER, 7))).isFalse();
  }

  @Test
  void takingOverATransactionalIdIs() {
    assertThat(is(initProducerId("tx", -1))).isTrue();
    assertThat(is(initProducerId("tx", 5))).as("a producer recovers its own").isFalse();
    assertThat(is(initProducerId(null, -1))).as("without transactions").isFalse();
  }

  @Test
  void removingMembersOtherThanOneselfIs() {
    assertThat(is(leaveGroup(new MemberIdentity().setMemberId(MEMBER)), "orders-reader")).isFalse();
    assertThat(is(leaveGroup(new MemberIdentity().setMemberId(MEMBER)), "adminclient-1")).isTrue();
    assertThat(is(leaveGroup(new MemberIdentity().setMemberId(MEMBER)), "orders")).isTrue();
    assertThat(is(leaveGroup(new MemberIdentity().setMemberId(MEMBER)), null)).isTrue();
    assertThat(is(leaveGroup(new MemberIdentity().setGroupInstanceId("i")), "i")).isTrue();
    assertThat(
            is(
                leaveGroup(
                    new MemberIdentity()
                        .setMemberId("i" + MEMBER.substring(13))
                        .setGroupInstanceId("i")),
                "other"))
        .as("a static member that leaves")
        .isFalse();
    assertThat(
            is(
                leaveGroup(
                    new MemberIdentity().setMemberId(MEMBER),
                    new MemberIdentity().setMemberId(MEMBER + "2")),
                "orders-reader"))
        .isTrue();
  }

  @Test
  void aMemberThatLeavesByAnOldVersionIsNot() {
    LeaveGroupRequestData data = new LeaveGroupRequestData().setGroupId("g").setMemberId(MEMBER);
    AbstractRequest old =
        LeaveGroupRequest.parse(
            org.apache.kafka.common.protocol.MessageUtil.toByteBuffer(data, (short) 2), (short) 2);
    assertThat(is(old, "orders-reader")).isFalse();
    assertThat(is(old, "mallory")).isTrue();
  }

  @Test
  void theEndOfATransactionByAnyoneButABrokerIs() {
    AbstractRequest markers =
        WriteTxnMarkersRequest.parse(
            org.apache.kafka.common.protocol.MessageUtil.toByteBuffer(
                new WriteTxnMarkersRequestData(), (short) 1),
            (short) 1);
    assertThat(is(markers, "broker-1-txn-marker-sender", true)).isFalse();
    assertThat(is(markers, "broker-1-txn-marker-sender", false)).isTrue();
    assertThat(is(markers, "adminclient-1", true)).as("where clients come in as well").isTrue();
    assertThat(is(markers, null, true)).isTrue();
  }

  @Test
  void whatBrokersAskEachOtherIsWhereClientsComeIn() {
    AbstractRequest heartbeat =
        new org.apache.kafka.common.requests.BrokerHeartbeatRequest.Builder(
                new org.apache.kafka.common.message.BrokerHeartbeatRequestData())
            .build();
    assertThat(is(heartbeat, "b", true)).isFalse();
    assertThat(is(heartbeat, "b", false)).isTrue();
  }

  private static boolean is(AbstractRequest request) {
    return is(request, "client-1", true);
  }

  private static boolean is(AbstractRequest request, String clientId) {
    return is(request, clientId, true);
  }

  private static boolean is(AbstractRequest request, String clientId, boolean amongNodes) {
    ApiKeys api = request.apiKey();
    RequestContext context =
        new RequestContext(
            new RequestHeader(api, request.version(), clientId, 5),
            "10.0.0.1:9092-10.1.2.3:50312-7",
            InetAddress.getLoopbackAddress(),
            KafkaPrincipal.ANONYMOUS,
            new ListenerName("EXTERNAL"),
            SecurityProtocol.PLAINTEXT,
            ClientInformation.EMPTY,
            false);
    return ManagementActs.is(api.id, request, context, amongNodes);
  }

  private static AbstractRequest offsetCommit(String member, int generation) {
    return new OffsetCommitRequest.Builder(
            new OffsetCommitRequestData()
                .setGroupId("g")
                .setMemberId(member)
                .setGenerationIdOrMemberEpoch(generation))
        .build();
  }

  private static AbstractRequest initProducerId(String transactionalId, long producerId) {
    return new InitProducerIdRequest.Builder(
            new InitProducerIdRequestData()
                .setTransactionalId(transactionalId)
                .setTransactionTimeoutMs(60_000)
                .setProducerId(producerId)
                .setProducerEpoch((short) producerId))
        .build();
  }

  private static AbstractRequest leaveGroup(MemberIdentity... members) {
    return new LeaveGroupRequest.Builder("g", List.of(members)).build((short) 5);
  }
}
