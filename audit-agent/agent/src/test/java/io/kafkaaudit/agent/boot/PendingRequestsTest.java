package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.ClosedConnections;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.Forwarded;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.CreateTopicsResponse;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;

class PendingRequestsTest {
  private static final CreateTopicsResponse RESPONSE =
      new CreateTopicsResponse(new CreateTopicsResponseData());

  private static final long LIMIT = TimeUnit.SECONDS.toNanos(30);

  private final ClosedConnections connections = new ClosedConnections();
  private final PendingRequests pending = new PendingRequests(connections);
  private final CapturePolicy controller = policy(Forwarded.Controller);

  @Test
  void anAnsweredRequestEndsAtOnce() {
    ManagementRequest request = request("c");
    assertThat(pending.ended(at(0), LIMIT, controller)).isEmpty();
    request.completed(RESPONSE, false);
    assertThat(pending.ended(at(0), LIMIT, controller)).hasSize(1);
    assertThat(pending.ended(at(0), LIMIT, controller)).isEmpty();
  }

  @Test
  void aRequestWithoutAResponseEndsByItsTimeLimit() {
    ManagementRequest request = request("c");
    assertThat(pending.ended(at(29), LIMIT, controller)).isEmpty();
    assertThat(pending.ended(at(30), LIMIT, controller)).hasSize(1);
    assertThat(request.abandoned()).isFalse();
  }

  @Test
  void aRequestWhoseConnectionClosedEndsAMomentLater() {
    ManagementRequest request = request("c");
    connections.closed("c");
    assertThat(pending.ended(at(0), LIMIT, controller)).isEmpty();
    assertThat(pending.ended(at(1), LIMIT, controller)).isEmpty();
    assertThat(pending.ended(at(2), LIMIT, controller)).hasSize(1);
    assertThat(request.abandoned()).isTrue();
  }

  @Test
  void hangingUpHidesNoOutcome() {
    ManagementRequest request = request("c");
    connections.closed("c");
    assertThat(pending.ended(at(0), LIMIT, controller)).isEmpty();
    request.completed(RESPONSE, false);
    assertThat(pending.ended(at(1), LIMIT, controller)).hasSize(1);
    assertThat(request.abandoned()).isFalse();
  }

  @Test
  void aRequestMayBeTakenFromItsLaneAfterItsConnectionClosed() {
    connections.requestBegan();
    connections.closed("c");
    assertThat(pending.ended(at(0), LIMIT, controller)).isEmpty();
    ManagementRequest request = request("c");
    assertThat(pending.ended(at(3), LIMIT, controller)).hasSize(1);
    assertThat(request.abandoned()).isTrue();
  }

  @Test
  void otherConnectionsAreTheirOwnBusiness() {
    request("c");
    connections.closed("another");
    assertThat(pending.ended(at(0), LIMIT, controller)).isEmpty();
    assertThat(pending.ended(at(5), LIMIT, controller)).isEmpty();
  }

  @Test
  void withoutARequestUnderWayNothingIsKeptOfClosedConnections() {
    request("c").completed(RESPONSE, false);
    assertThat(pending.ended(at(0), LIMIT, controller)).hasSize(1);
    connections.closed("c");
    assertThat(connections.poll()).isNull();
  }

  @Test
  void whatTheControllerReportsIsTakenOutUnlessTheEdgeReports() {
    forward(request("c"));
    assertThat(pending.ended(at(0), LIMIT, controller)).isEmpty();
    assertThat(pending.all()).isEmpty();

    forward(request("c"));
    CapturePolicy edge = policy(Forwarded.Edge);
    assertThat(pending.ended(at(30), LIMIT, edge)).hasSize(1);
  }

  @Test
  void whatTheBrokerDoesByItselfOfARequestWaitsForTheResponse() {
    ManagementRequest request = request("c");
    request.forward(
        new CreateTopicsRequest.Builder(new CreateTopicsRequestData()).build((short) 7));
    assertThat(pending.ended(at(0), LIMIT, controller)).isEmpty();
    request.completed(RESPONSE, false);
    assertThat(pending.ended(at(0), LIMIT, controller)).hasSize(1);
  }

  @Test
  void aRequestThatTheControllerHandsBackEndsAtOnce() {
    ManagementRequest request = request("c");
    request.handBack();
    assertThat(pending.ended(at(0), LIMIT, controller)).hasSize(1);
  }

  private static CapturePolicy policy(Forwarded forwarded) {
    return new CapturePolicy(
        AgentSettings.builder().topic("audit").forwarded(forwarded).build(), null);
  }

  private static void forward(ManagementRequest request) {
    request.forward(request.body());
  }

  private static long at(int seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  private ManagementRequest request(String connection) {
    ManagementRequest request =
        new ManagementRequest(
            new CreateTopicsRequest.Builder(new CreateTopicsRequestData()).build((short) 7),
            null,
            null);
    Act act = new Act();
    act.kind = Act.Kind.MANAGEMENT;
    act.context =
        new RequestContext(
            new RequestHeader(ApiKeys.CREATE_TOPICS, (short) 7, "admin", 1),
            connection,
            InetAddress.getLoopbackAddress(),
            KafkaPrincipal.ANONYMOUS,
            ListenerName.normalised("EXTERNAL"),
            SecurityProtocol.PLAINTEXT,
            ClientInformation.EMPTY,
            false);
    act.request = request;
    connections.requestBegan();
    pending.add(act);
    return request;
  }
}
