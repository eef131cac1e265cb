package io.kafkaaudit.agent.hook;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.Apis;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.Category;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestAndSize;
import org.apache.kafka.common.requests.RequestContext;

/** Hooks of {@code RequestContext} and {@code ForwardingManagerImpl}. */
public final class RequestHooks {
  private RequestHooks() {}

  /**
   * A request was parsed. A management request is published here, so that one that gets no response
   * still becomes an event.
   */
  public static void parsed(RequestAndSize parsed, RequestContext context) {
    Lanes lanes = Hooks.lanes;
    if (lanes == null || !Hooks.REQUEST.closed()) {
      return;
    }
    try {
      if (Apis.category(context.header.apiKey().id) == Category.Management) {
        AbstractRequest body = parsed.request;
        ManagementRequest request = new ManagementRequest(body);
        if (!request.attachTo(context)) {
          return;
        }
        long[] ticket = new long[1];
        Act act = lanes.management().claim(ticket);
        if (act != null) {
          act.kind = Act.Kind.MANAGEMENT;
          act.category = Category.Management;
          act.timeMillis = System.currentTimeMillis();
          act.monotonicNanos = System.nanoTime();
          act.context = context;
          act.request = request;
          lanes.management().publish(ticket);
        }
      }
    } catch (Throwable e) {
      Hooks.REQUEST.failed(e);
    }
  }

  /** The response to a request was built; enveloped: it goes back through a broker. */
  public static void responding(
      RequestContext context, AbstractResponse response, boolean enveloped) {
    if (Hooks.lanes == null || !Hooks.REQUEST.closed()) {
      return;
    }
    try {
      ManagementRequest request = ManagementRequest.of(context);
      if (request != null) {
        request.completed(response, enveloped);
      }
    } catch (Throwable e) {
      Hooks.REQUEST.failed(e);
    }
  }

  /** A broker passes a request on to the controller. */
  public static void forwarding(RequestContext context) {
    if (Hooks.lanes == null || !Hooks.REQUEST.closed()) {
      return;
    }
    try {
      ManagementRequest request = ManagementRequest.of(context);
      if (request != null) {
        request.forward();
      }
    } catch (Throwable e) {
      Hooks.REQUEST.failed(e);
    }
  }
}
