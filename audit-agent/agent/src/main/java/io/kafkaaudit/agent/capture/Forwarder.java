package io.kafkaaudit.agent.capture;

import java.net.InetAddress;
import org.apache.kafka.common.requests.RequestContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;

/** The broker that passed a request on to this controller in an envelope. Immutable. */
public final class Forwarder {
  /** Kafka's brokers give a number; what others give is not kept. */
  private static final int LONGEST_CLIENT_ID = 64;

  private final KafkaPrincipal principal;
  private final String clientId;
  private final int nodeId;
  private final InetAddress address;

  private Forwarder(KafkaPrincipal principal, String clientId, InetAddress address) {
    this.principal = principal;
    this.clientId = clientId;
    this.nodeId = clientId.matches("[0-9]{1,9}") ? Integer.parseInt(clientId) : -1;
    this.address = address;
  }

  /**
   * The sender of an envelope.
   *
   * @param envelope the context of the envelope itself, which is the broker's own request
   */
  public static Forwarder of(RequestContext envelope) {
    return new Forwarder(envelope.principal, clientId(envelope), envelope.clientAddress);
  }

  private static String clientId(RequestContext envelope) {
    String clientId = envelope.header.clientId();
    return clientId == null || clientId.length() > LONGEST_CLIENT_ID ? "" : clientId;
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
}
