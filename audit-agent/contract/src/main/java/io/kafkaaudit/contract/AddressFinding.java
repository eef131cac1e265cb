package io.kafkaaudit.contract;

import org.jspecify.annotations.Nullable;

/** What {@link AddressProbe} found at an address. Immutable. */
public final class AddressFinding {
  /** What speaks there. */
  public enum Speaks {
    /** Kafka without TLS, with a SASL login or without. */
    KAFKA,
    KAFKA_OVER_TLS,
    /** TLS; what is behind it is not known, for instance because the certificate is not trusted. */
    TLS,
    /** Another protocol, as HTTP, with TLS or without. */
    OTHER,
    /** No connection was possible. */
    UNREACHABLE,
    /** No clear answer: it may be a broker. */
    UNKNOWN
  }

  private final String server;
  private final Speaks speaks;
  private final String text;

  AddressFinding(String server, Speaks speaks, String text) {
    this.server = server;
    this.speaks = speaks;
    this.text = text;
  }

  /** As in bootstrap.servers. */
  public String server() {
    return server;
  }

  public Speaks speaks() {
    return speaks;
  }

  /** For people; begins with the server. */
  public String text() {
    return server + " " + text;
  }

  /** Whether it is known what speaks there. */
  boolean isClear() {
    return speaks != Speaks.UNKNOWN && speaks != Speaks.UNREACHABLE;
  }

  /** Whether a client of this protocol would be served, as far as can be seen without a login. */
  public boolean isRight(String securityProtocol) {
    return speaks == (withTls(securityProtocol) ? Speaks.KAFKA_OVER_TLS : Speaks.KAFKA);
  }

  /**
   * Why no client of this protocol can work there, and how to mend that; null: it may work.
   *
   * @param securityProtocol security.protocol of the client
   */
  public @Nullable String contradiction(String securityProtocol) {
    String what = text() + ", but security.protocol is " + securityProtocol + ": ";
    switch (speaks) {
      case OTHER:
        return text() + ", which is not Kafka's protocol: correct bootstrap.servers";
      case KAFKA:
        return withTls(securityProtocol)
            ? what + "correct one of them, or use a port with TLS"
            : null;
      case KAFKA_OVER_TLS:
      case TLS:
        return withTls(securityProtocol)
            ? null
            : what + "correct one of them, or use a port without TLS";
      default:
        return null;
    }
  }

  /** Whether a client with this security.protocol comes with TLS. */
  public static boolean withTls(String securityProtocol) {
    return securityProtocol.trim().toUpperCase(java.util.Locale.ROOT).endsWith("SSL");
  }
}
