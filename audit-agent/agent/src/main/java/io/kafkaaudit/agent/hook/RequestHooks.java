package io.kafkaaudit.agent.hook;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.Apis;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Claim;
import io.kafkaaudit.agent.capture.Forwarder;
import io.kafkaaudit.agent.capture.Lane;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.ManagementActs;
import io.kafkaaudit.agent.capture.ManagementFootprint;
import io.kafkaaudit.agent.capture.ManagementRequest;
import java.nio.ByteBuffer;
import org.apache.kafka.common.network.KafkaChannel;
import org.apache.kafka.common.network.Send;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestAndSize;
import org.apache.kafka.common.requests.RequestContext;

/**
 * Hooks of {@code RequestContext}, {@code ForwardingManagerImpl} and {@code KafkaChannel.close}.
 */
public final class RequestHooks {
  private RequestHooks() {}

  /**
   * A request was parsed. A management request is published here, so that one that gets no response
   * still becomes an event.
   */
  public static void parsed(RequestAndSize parsed, RequestContext context) {
    Lanes lanes = Hooks.lanes;
    CapturePolicy policy = Hooks.policy;
    if (lanes == null || policy == null) {
      return;
    }
    int events = 0;
    try {
      Hooks.serves();
      int api = Apis.id(context);
      if (api == Apis.ENVELOPE) {
        Hooks.FORWARDERS.seen(context, EnvelopeHooks.content(parsed.request));
      } else if (ManagementActs.mayBe(api)
          && ManagementActs.is(
              api, parsed.request, context, policy.isAmongNodes(context.listenerName()))) {
        events = 1;
        if (Hooks.REQUEST.closed()) {
          publish(lanes, parsed, context);
        } else {
          Hooks.REQUEST.skip(ManagementFootprint.resources(parsed.request));
        }
      } else {
        Forwarder forwarder = Hooks.FORWARDERS.underWay(context.connectionId);
        if (forwarder != null) {
          forwarder.attachTo(context);
        }
      }
    } catch (Throwable e) {
      Hooks.REQUEST.failed(e, events);
    }
  }

  private static void publish(Lanes lanes, RequestAndSize parsed, RequestContext context) {
    Lane lane = lanes.management();
    Forwarder forwarder = Hooks.FORWARDERS.on(context.connectionId);
    long bytes =
        ManagementFootprint.ofRequest(parsed.request, parsed.size)
            + MemoryOf.request(context)
            + (forwarder == null ? 0 : forwarder.bytes());
    Claim claim = Claim.of(lane.room(), context.principal, bytes);
    if (claim == null) {
      lane.refused(ManagementFootprint.resources(parsed.request));
      return;
    }
    ManagementRequest request = new ManagementRequest(parsed.request, forwarder, claim);
    if (!request.attachTo(context)) {
      request.drop(); // RequestContext has another shape, which the coverage reports
      return;
    }
    if (request.forwardedBy() == null && Hooks.unseenForwarding.of(context)) {
      request.forward(parsed.request);
    }
    Act act = lane.claim();
    if (act == null) {
      lane.dropped(ManagementFootprint.resources(parsed.request) - 1);
      request.drop();
      return;
    }
    Hooks.FORWARDERS.sent(context.connectionId, request);
    lanes.begin(act, request, context);
  }

  /**
   * The response to a request was built.
   *
   * @param built what goes out: a Send, or the content of an envelope
   * @param enveloped whether it goes back through a broker
   */
  public static void responding(
      Object built, RequestContext context, AbstractResponse response, boolean enveloped) {
    Lanes lanes = Hooks.lanes;
    CapturePolicy policy = Hooks.policy;
    if (lanes == null || policy == null) {
      return;
    }
    try {
      ManagementRequest request = ManagementRequest.of(context);
      if (request != null) {
        if (!request.dropped()) {
          responding(lanes, policy, request, context, response, enveloped, bytesOf(built));
        }
      } else if (Apis.id(context) == Apis.ENVELOPE) {
        Hooks.FORWARDERS.answered(context.connectionId);
      }
    } catch (Throwable e) {
      Hooks.REQUEST.failed(e, 0);
    }
  }

  private static void responding(
      Lanes lanes,
      CapturePolicy policy,
      ManagementRequest request,
      RequestContext context,
      AbstractResponse response,
      boolean enveloped,
      long bytes) {
    if (request.whollyPassedOn() && !policy.tellsPassedOn()) {
      request.drop(); // the controller tells it
    } else if (!request.completed(response, enveloped, bytes, lanes, context.principal)) {
      Lane lane = request.allowed() ? lanes.management() : lanes.denials();
      lane.refused(ManagementFootprint.resources(request.body()));
    }
  }

  private static long bytesOf(Object built) {
    return built instanceof Send ? ((Send) built).size() : ((ByteBuffer) built).remaining();
  }

  /**
   * A broker passes a request on to the controller.
   *
   * @param passedOn the request's context, or since Kafka 4.4 what holds it
   * @param body what the controller gets of it
   */
  public static void forwarding(Object passedOn, AbstractRequest body) {
    if (Hooks.lanes == null) {
      return;
    }
    try {
      Object context =
          passedOn instanceof PassedOnRequest
              ? ((PassedOnRequest) passedOn).kafkaAuditContext()
              : passedOn;
      ManagementRequest request = ManagementRequest.of(context);
      if (request != null) {
        request.forward(body);
      }
    } catch (Throwable e) {
      Hooks.REQUEST.failed(e, 0);
    }
  }

  /** A connection of this process ended, whoever opened it. */
  public static void closed(KafkaChannel channel) {
    Lanes lanes = Hooks.lanes;
    if (lanes == null) {
      return;
    }
    try {
      lanes.closedConnections().closed(channel.id());
      Hooks.FORWARDERS.forget(channel.id());
    } catch (Throwable e) {
      Hooks.REQUEST.failed(e, 0);
    }
  }
}
