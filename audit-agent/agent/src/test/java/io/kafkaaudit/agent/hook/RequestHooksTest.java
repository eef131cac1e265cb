package io.kafkaaudit.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.AgentSettings;
import java.net.InetAddress;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.CreateTopicsRequest;
import org.apache.kafka.common.requests.CreateTopicsResponse;
import org.apache.kafka.common.requests.RequestAndSize;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestHooksTest {
  @BeforeEach
  void open() {
    AgentSettings settings = AgentSettings.builder().topic("audit").build();
    Hooks.open(new Lanes(settings), new CapturePolicy(settings, null));
  }

  @AfterEach
  void close() {
    Hooks.close();
  }

  @Test
  void aForwardedRequestKeepsItsResponseForBrokersThatReportAtTheEdge() {
    Context context = new Context();
    CreateTopicsResponse response = new CreateTopicsResponse(new CreateTopicsResponseData());

    RequestHooks.parsed(
        new RequestAndSize(
            new CreateTopicsRequest.Builder(new CreateTopicsRequestData()).build((short) 7), 1),
        context);
    RequestHooks.forwarding(context);
    RequestHooks.responding(context, response, false);

    ManagementRequest request = ManagementRequest.of(context);
    assertThat(request).isNotNull();
    assertThat(request.forwarded()).isTrue();
    assertThat(request.response()).isSameAs(response);
  }

  /** What the transformer makes of the broker's class. */
  private static final class Context extends RequestContext implements ManagementRequest.Carrier {
    private Object state;

    Context() {
      super(
          new RequestHeader(ApiKeys.CREATE_TOPICS, (short) 7, "admin", 1),
          "c",
          InetAddress.getLoopbackAddress(),
          new KafkaPrincipal(KafkaPrincipal.USER_TYPE, "admin"),
          ListenerName.normalised("EXTERNAL"),
          SecurityProtocol.SASL_PLAINTEXT,
          ClientInformation.EMPTY,
          false);
    }

    @Override
    public Object kafkaAuditState() {
      return state;
    }

    @Override
    public void kafkaAuditState(Object next) {
      state = next;
    }
  }
}
