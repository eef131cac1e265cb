package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.agent.delivery.Outbox;
import io.kafkaaudit.agent.event.EventEncoder;
import io.kafkaaudit.agent.event.RunIdentity;
import io.kafkaaudit.agent.metrics.Counters;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.Category;
import java.net.InetAddress;
import java.util.UUID;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;

class PipelineTest {
  private static final int TOPICS = 10_000;

  private final AgentSettings settings = AgentSettings.builder().topic("audit").build();
  private final Lanes lanes = new Lanes(settings, request -> 1);
  private final RunIdentity run = new RunIdentity("cluster", 1, UUID.randomUUID());
  private final EventEncoder encoder = new EventEncoder(run, "CONTROLLER");
  private final Account account =
      new Account("audit", run, encoder, new Outbox(1L << 30), lanes, new Counters(() -> 0));
  private final Pipeline pipeline =
      new Pipeline(lanes, encoder, account, settings, new CapturePolicy(settings, null));

  @Test
  void aRequestAboutVeryManyResourcesLeavesTurnsToOthers() {
    request();
    assertThat(pipeline.turn()).isTrue();
    assertThat(account.sequence()).isPositive().isLessThan(TOPICS);

    long before = account.sequence();
    login();
    assertThat(pipeline.turn()).isTrue();
    assertThat(lanes.authentication().used()).isZero();
    assertThat(account.sequence()).isGreaterThan(before).isLessThan(TOPICS);

    pipeline.drain();
    assertThat(account.sequence()).isEqualTo(TOPICS + 1);
    assertThat(account.ledger().isEmpty()).isTrue();
  }

  private void request() {
    CreateTopicsRequestData data = new CreateTopicsRequestData();
    for (int i = 0; i < TOPICS; i++) {
      data.topics().add(new CreateTopicsRequestData.CreatableTopic().setName("t" + i));
    }
    CreateTopicsRequest body = new CreateTopicsRequest.Builder(data).build((short) 7);
    ManagementRequest request = new ManagementRequest(body, null);
    request.completed(
        body.getErrorResponse(0, new TopicAuthorizationException("not allowed")), false);
    Act act = lanes.management().claim();
    act.kind = Act.Kind.MANAGEMENT;
    act.category = Category.Management;
    act.monotonicNanos = System.nanoTime();
    act.request = request;
    act.context =
        new RequestContext(
            new RequestHeader(ApiKeys.CREATE_TOPICS, (short) 7, "admin", 1),
            "c",
            InetAddress.getLoopbackAddress(),
            KafkaPrincipal.ANONYMOUS,
            ListenerName.normalised("EXTERNAL"),
            SecurityProtocol.PLAINTEXT,
            ClientInformation.EMPTY,
            false);
    lanes.closedConnections().requestBegan();
    lanes.management().publish(act);
  }

  private void login() {
    Act act = lanes.authentication().claim();
    act.kind = Act.Kind.AUTHENTICATION;
    act.category = Category.Authentication;
    act.monotonicNanos = System.nanoTime();
    act.principal = "User:alice";
    lanes.authentication().publish(act);
  }
}
