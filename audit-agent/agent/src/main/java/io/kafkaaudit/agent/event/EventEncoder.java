package io.kafkaaudit.agent.event;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.Apis;
import io.kafkaaudit.agent.capture.Forwarder;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.EventTypes;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes acts as CloudEvents 1.0 JSON into {@link #bytes()}, of which the first {@link #length()}
 * are the latest event. Not thread-safe: the encoder thread owns it.
 */
public final class EventEncoder {
  private final JsonWriter json = new JsonWriter();
  private final Envelope envelope;
  private final int nodeId;
  private final DecisionWriter decisions = new DecisionWriter(json);
  private final RequestWriter requests;

  /**
   * @param controllerListeners on which this node is a controller, as requests name them
   */
  public EventEncoder(RunIdentity run, String... controllerListeners) {
    this.envelope = new Envelope(json, run);
    this.nodeId = run.nodeId();
    this.requests = new RequestWriter(json, nodeId, Set.of(controllerListeners));
  }

  public byte[] bytes() {
    return json.buffer();
  }

  public int length() {
    return json.length();
  }

  /**
   * A login.
   *
   * @param count how many equal failed logins the event stands for
   * @param lastMillis when the last of them happened
   */
  public void authentication(Act act, long sequence, long count, long lastMillis) {
    begin(EventTypes.AUTHENTICATION, sequence, act, "", "");
    method("Authentication");
    json.name("authenticationInfo").beginObject();
    json.optional("principal", act.principal);
    json.name("metadata").beginObject();
    json.optional("mechanism", act.mechanism).optional("identifier", act.identifier);
    json.endObject().endObject();
    requests.connection(act);
    result(act.failure == null ? "SUCCESS" : "FAILURE", act.failure, null);
    coalesced(count, lastMillis);
    envelope.end();
  }

  /** One decision about a request that is not management. */
  public void decision(Act act, long sequence, long count, long lastMillis) {
    AuthorizableRequestContext context = java.util.Objects.requireNonNull(act.context);
    Action action = java.util.Objects.requireNonNull(act.action);
    ResourcePattern resource = action.resourcePattern();
    begin(EventTypes.AUTHORIZATION, sequence, act, Resource.kind(resource), resource.name());
    method(Apis.name(Apis.id(context)));
    Forwarder forwarder = Forwarder.attachedTo(context);
    requests.who(context, forwarder);
    decisions.write(act.allowed, action, act.rule);
    requests.request(context);
    requests.origin(context, forwarder != null, forwarder, false);
    result(act.allowed ? "SUCCESS" : "FAILURE", null, null);
    coalesced(count, lastMillis);
    envelope.end();
  }

  /** What became of one resource of a management request. */
  public void management(Act act, ResourceOutcome outcome, long sequence) {
    AuthorizableRequestContext context = java.util.Objects.requireNonNull(act.context);
    ManagementRequest request = java.util.Objects.requireNonNull(act.request);
    ResourceResult result = outcome.result();
    Decisions taken = outcome.decisions();
    boolean denied = result.denied();
    String type = taken.isEmpty() && !denied ? EventTypes.REQUEST : EventTypes.AUTHORIZATION;
    envelope.begin(type, sequence, act.timeMillis, act.monotonicNanos, result.resource());
    method(Apis.name(Apis.id(context)));
    requests.who(context, request.forwardedBy());
    decisions.write(taken, result.resource(), denied);
    requests.request(context, request.body().data(), result);
    requests.origin(context, request.enveloped(), request.forwardedBy(), outcome.passedOn());
    Errors error = result.error();
    if (error == null) {
      result("UNKNOWN", ResourceOutcome.whyUnknown(request), null);
    } else {
      String message =
          result.message() == null && error != Errors.NONE ? error.message() : result.message();
      result(error == Errors.NONE ? "SUCCESS" : "FAILURE", message, error);
    }
    envelope.end();
  }

  /**
   * Denials, or failed logins, of one source that were too many to be told one by one.
   *
   * @param act the first of them
   */
  public void flood(Act act, Flood flood, long sequence) {
    boolean login = act.kind == Act.Kind.AUTHENTICATION;
    begin(login ? EventTypes.AUTHENTICATION : EventTypes.AUTHORIZATION, sequence, act, "", "");
    if (login) {
      method("Authentication");
      json.name("authenticationInfo").beginObject().name("metadata").beginObject();
      json.optional("mechanism", act.mechanism).endObject().endObject();
      requests.connection(act);
    } else {
      AuthorizableRequestContext context = java.util.Objects.requireNonNull(act.context);
      method(Apis.name(Apis.id(context)));
      Forwarder attached = Forwarder.attachedTo(context);
      Forwarder forwarder = attached == null ? flood.forwarder() : attached;
      requests.who(context, forwarder);
      decisions.writeDenied(flood.operation());
      requests.request(context);
      requests.origin(context, flood.isEnveloped() || attached != null, forwarder, false);
    }
    result("FAILURE", login ? act.failure : null, flood.error());
    coalesced(flood.count(), flood.lastMillis());
    flood.write(json);
    envelope.end();
  }

  /** An event of the agent itself; {@code data} is what the writer adds. */
  public void own(String type, long sequence, long timeMillis, OwnData data) {
    envelope.begin(type, sequence, timeMillis, System.nanoTime(), "", "");
    data.write(new OwnFields(json));
    envelope.end();
  }

  private void begin(String type, long sequence, Act act, String kind, String name) {
    envelope.begin(type, sequence, act.timeMillis, act.monotonicNanos, kind, name);
  }

  private void method(String api) {
    json.name("methodName").beginString().ascii("kafka.").ascii(api).endString();
    envelope.resourceName();
  }

  private void result(String status, @Nullable String message, @Nullable Errors error) {
    json.name("result").beginObject();
    json.field("status", status).name("message").beginString();
    if (message != null) {
      MessageText.write(json, message);
    }
    json.endString();
    if (error != null && error != Errors.NONE) {
      json.field("errorCode", error.code()).field("errorName", error.name());
    }
    json.endObject();
  }

  private void coalesced(long count, long lastMillis) {
    if (count > 1) {
      json.field("count", count);
      json.time("lastTime", lastMillis);
    }
  }

  /** Adds to the data of an event of the agent itself. */
  public interface OwnData {
    void write(OwnFields fields);
  }

  /** The name under which the broker's RequestContext gives its connection; null for others. */
  static @Nullable String connectionId(AuthorizableRequestContext context) {
    return context instanceof RequestContext ? ((RequestContext) context).connectionId : null;
  }
}
