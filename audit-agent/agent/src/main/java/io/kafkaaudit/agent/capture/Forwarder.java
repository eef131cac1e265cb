package io.kafkaaudit.agent.capture;

import java.net.InetAddress;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * The broker that passed a request on to this controller in an envelope, and what it tells of the
 * client's connection. Immutable to all but the encoder thread, which decodes that.
 */
public final class Forwarder {
  /** Kafka's brokers give a number; what others give is not kept. */
  private static final int LONGEST_CLIENT_ID = 64;

  /** Bytes of two objects and of the texts' headers. */
  private static final int OF_ONE_REQUEST = 320;

  private final KafkaPrincipal principal;
  private final String clientId;
  private final int nodeId;
  private final InetAddress address;
  private final byte @Nullable [] content;

  /** Decoded when an event is written: broker threads only pass the content on. */
  private @Nullable ClientConnection client;

  private boolean decoded;

  private Forwarder(
      KafkaPrincipal principal,
      String clientId,
      int nodeId,
      InetAddress address,
      byte @Nullable [] content) {
    this.principal = principal;
    this.clientId = clientId;
    this.nodeId = nodeId;
    this.address = address;
    this.content = content;
  }

  /**
   * The sender of an envelope.
   *
   * @param envelope the context of the envelope itself, which is the broker's own request
   */
  public static Forwarder of(RequestContext envelope) {
    String clientId = clientId(envelope);
    int nodeId = clientId.matches("[0-9]{1,9}") ? Integer.parseInt(clientId) : -1;
    return new Forwarder(envelope.principal, clientId, nodeId, envelope.clientAddress, null);
  }

  /**
   * The same broker with what one of its envelopes tells of the client's connection.
   *
   * @param told content of a {@link io.kafkaaudit.contract.ClientField}; null: nothing
   */
  public Forwarder telling(byte @Nullable [] told) {
    return told == null ? this : new Forwarder(principal, clientId, nodeId, address, told);
  }

  private static String clientId(RequestContext envelope) {
    String clientId = envelope.header.clientId();
    return clientId == null || clientId.length() > LONGEST_CLIENT_ID ? "" : clientId;
  }

  /** Ties a request that is not management, and that was in an envelope, to its broker. */
  public void attachTo(RequestContext inner) {
    if ((Object) inner instanceof ManagementRequest.Carrier) {
      ((ManagementRequest.Carrier) (Object) inner).kafkaAuditState(this);
    }
  }

  /** Null: the context is not that of a request in an envelope, or of one that is management. */
  public static @Nullable Forwarder attachedTo(Object context) {
    Object state =
        context instanceof ManagementRequest.Carrier
            ? ((ManagementRequest.Carrier) context).kafkaAuditState()
            : null;
    return state instanceof Forwarder ? (Forwarder) state : null;
  }

  /** Whether a further envelope on the same connection comes from the same identity. */
  public boolean sent(RequestContext envelope) {
    return principal.equals(envelope.principal) && clientId.equals(clientId(envelope));
  }

  public KafkaPrincipal principal() {
    return principal;
  }

  /** Kafka's brokers give their node id as the client id of these connections; else -1. */
  public int nodeId() {
    return nodeId;
  }

  public InetAddress address() {
    return address;
  }

  /**
   * The client's connection to that broker; null: it does not tell it, or what it tells cannot be
   * read. Encoder thread only.
   */
  public @Nullable ClientConnection client() {
    if (!decoded) {
      decoded = true;
      client = content == null ? null : ClientConnection.decode(content);
    }
    return client;
  }

  /** How many bytes a request holds on to with it, beside what the connection holds anyway. */
  public int bytes() {
    return content == null ? 0 : OF_ONE_REQUEST + 3 * content.length;
  }
}
