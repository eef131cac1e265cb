package io.kafkaaudit.agent.hook;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.Apis;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.Category;
import org.apache.kafka.common.network.KafkaChannel;
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
    if (lanes == null) {
      return;
    }
    int events = 0;
    try {
      int api = Apis.id(context);
      if (api == Apis.ENVELOPE) {
        Hooks.FORWARDERS.seen(context);
      } else if (Apis.category(api) == Category.Management) {
        events = 1;
        if (Hooks.REQUEST.closed()) {
          publish(lanes, parsed, context);
        } else {
          Hooks.REQUEST.skip(lanes.eventsOf(parsed.request));
        }
      }
    } catch (Throwable e) {
      Hooks.REQUEST.failed(e, events);
    }
  }

  private static void publish(Lanes lanes, RequestAndSize parsed, RequestContext context) {
    ManagementRequest request =
        new ManagementRequest(parsed.request, Hooks.FORWARDERS.on(context.connectionId));
    if (!request.attachTo(context)) {
      return; // RequestContext has another shape, which the coverage reports
    }
    if (request.forwardedBy() == null && Hooks.unseenForwarding.of(context)) {
      request.forward(parsed.request);
    }
    Hooks.FORWARDERS.sent(context.connectionId, request);
    Act act = lanes.management().claim();
    if (act == null) {
      lanes.management().dropped(lanes.eventsOf(parsed.request) - 1);
      return;
    }
    act.kind = Act.Kind.MANAGEMENT;
    act.category = Category.Management;
    act.monotonicNanos = System.nanoTime();
    act.context = context;
    act.request = request;
    lanes.closedConnections().requestBegan();
    lanes.management().publish(act);
  }

  /** The response to a request was built; enveloped: it goes back through a broker. */
  public static void responding(
      RequestContext context, AbstractResponse response, boolean enveloped) {
    if (Hooks.lanes == null) {
      return;
    }
    try {
      ManagementRequest request = ManagementRequest.of(context);
      if (request != null) {
        request.completed(response, enveloped);
      } else if (Apis.id(context) == Apis.ENVELOPE) {
        Hooks.FORWARDERS.answered(context.connectionId);
      }
    } catch (Throwable e) {
      Hooks.REQUEST.failed(e, 0);
    }
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
