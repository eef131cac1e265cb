package io.kafkaaudit.agent.event;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.ClientConnection;
import io.kafkaaudit.agent.capture.ConnectionIds;
import io.kafkaaudit.agent.capture.Forwarder;
import java.net.InetAddress;
import java.util.Set;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.jspecify.annotations.Nullable;

/** Who asked, what the request was called, and where it came from. */
final class RequestWriter {
  private final JsonWriter json;
  private final int nodeId;
  private final Set<String> controllerListeners;
  private final AddressTexts addresses = new AddressTexts();

  RequestWriter(JsonWriter json, int nodeId, Set<String> controllerListeners) {
    this.json = json;
    this.nodeId = nodeId;
    this.controllerListeners = controllerListeners;
  }

  /**
   * Who asked.
   *
   * @param forwarder the broker that passed the request on; null: none, or not known
   */
  void who(AuthorizableRequestContext context, @Nullable Forwarder forwarder) {
    json.name("authenticationInfo").beginObject();
    KafkaPrincipal principal = context.principal();
    principal(principal);
    // The inner request of an envelope has listener, protocol and connection of the envelope.
    ClientConnection client = clientOf(forwarder);
    SecurityProtocol protocol = client == null ? context.securityProtocol() : client.protocol();
    json.name("metadata").beginObject();
    json.field("mechanism", protocol.name).field("identifier", principal.getName());
    json.endObject().endObject();
  }

  /** What the client called its request. */
  void request(AuthorizableRequestContext context) {
    beginRequest(context);
    json.endObject();
  }

  /** Writes a management request with the part of its body that is about one resource. */
  void request(AuthorizableRequestContext context, ApiMessage body, ResourceResult result) {
    beginRequest(context);
    if (ValidateOnly.is(body)) {
      json.field("validateOnly", true);
    }
    Partitions partitions = result.partitions();
    boolean offsets = body instanceof OffsetDeleteRequestData;
    if (partitions != null || offsets) {
      json.name("data").beginObject();
      if (offsets) {
        json.field("groupId", ((OffsetDeleteRequestData) body).groupId());
      }
      if (partitions != null) {
        partitions.write(json);
      }
      json.endObject();
    }
    if (partitions != null) {
      partitions.writeOmitted(json);
    }
    json.endObject();
  }

  private void beginRequest(AuthorizableRequestContext context) {
    json.name("request").beginObject();
    json.field("correlationId", context.correlationId()).optional("clientId", context.clientId());
  }

  /**
   * Where the request came from.
   *
   * @param enveloped whether a broker passed it on to this controller
   * @param forwarder which one; null: none, or not known
   * @param passedOn whether this broker left the act to the controller
   */
  void origin(
      AuthorizableRequestContext context,
      boolean enveloped,
      @Nullable Forwarder forwarder,
      boolean passedOn) {
    String connection = EventEncoder.connectionId(context);
    ClientConnection client = clientOf(forwarder);
    json.name("requestMetadata").beginObject();
    if (client == null) {
      address(context.clientAddress(), enveloped ? null : connection);
      json.optional("connectionId", connection).field("listener", context.listenerName());
      software(context);
    } else {
      address(context.clientAddress(), client.connectionId());
      json.field("connectionId", client.connectionId()).field("listener", client.listener());
      software(client.softwareName(), client.softwareVersion());
    }
    json.field("nodeId", nodeId);
    boolean controller = enveloped || controllerListeners.contains(context.listenerName());
    json.field("observer", controller ? "controller" : passedOn ? "edge" : "broker");
    if (forwarder != null) {
      forwardedBy(forwarder);
      if (client != null) {
        json.optional("connectionId", connection).field("listener", context.listenerName());
      }
      json.endObject();
    }
    json.endObject();
  }

  private static @Nullable ClientConnection clientOf(@Nullable Forwarder forwarder) {
    return forwarder == null ? null : forwarder.client();
  }

  private void forwardedBy(Forwarder forwarder) {
    json.name("forwardedBy").beginObject();
    principal(forwarder.principal());
    if (forwarder.nodeId() >= 0) {
      json.field("nodeId", forwarder.nodeId());
    }
    json.field("address", addresses.of(forwarder.address()));
    json.optional("zone", addresses.zone(forwarder.address()));
  }

  /** As Kafka writes it, {@code User:alice}. */
  private void principal(KafkaPrincipal principal) {
    json.name("principal").beginString().text(principal.getPrincipalType());
    json.ascii(":").text(principal.getName()).endString();
  }

  void connection(Act act) {
    json.name("requestMetadata").beginObject();
    if (act.address != null) {
      address(act.address, act.connectionId);
    }
    json.optional("connectionId", act.connectionId).optional("listener", act.listener);
    software(act.softwareName, act.softwareVersion);
    json.field("nodeId", nodeId);
    boolean controller = act.listener != null && controllerListeners.contains(act.listener);
    json.field("observer", controller ? "controller" : "broker");
    json.endObject();
  }

  private void address(InetAddress address, @Nullable String connectionId) {
    json.name("clientAddress").beginArray().beginObject();
    json.field("ip", addresses.of(address));
    int port = connectionId == null ? 0 : ConnectionIds.remotePort(connectionId);
    if (port > 0) {
      json.field("port", port);
    }
    json.optional("zone", addresses.zone(address));
    json.endObject().endArray();
  }

  private void software(AuthorizableRequestContext context) {
    ClientInformation software =
        context instanceof RequestContext ? ((RequestContext) context).clientInformation : null;
    if (software != null) {
      software(software.softwareName(), software.softwareVersion());
    }
  }

  private void software(@Nullable String name, @Nullable String version) {
    if (name != null && !name.equals("unknown")) {
      json.name("clientSoftware").beginObject();
      json.field("name", name).optional("version", version).endObject();
    }
  }
}
