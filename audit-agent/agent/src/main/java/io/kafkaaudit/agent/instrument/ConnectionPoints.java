package io.kafkaaudit.agent.instrument;

import java.util.HashMap;
import java.util.Map;

/** The {@link HookPoints} of connections: how they log in, what they receive, that they end. */
final class ConnectionPoints {
  private static final String COMMON = "org/apache/kafka/common/";
  static final String KAFKA_CHANNEL = COMMON + "network/KafkaChannel";
  static final String NETWORK_RECEIVE = COMMON + "network/NetworkReceive";

  private static final String LISTENER = "Lorg/apache/kafka/common/network/ListenerName;";
  private static final String AUTHENTICATOR = "Lorg/apache/kafka/common/network/Authenticator;";
  private static final String TRANSPORT = "Lorg/apache/kafka/common/network/TransportLayer;";
  private static final String STRING = "Ljava/lang/String;";
  private static final String CONNECTIONS = "ConnectionHooks";
  private static final String BYTES = "Ljava/nio/ByteBuffer;";
  private static final String REQUESTS = "RequestHooks";
  private static final String RECEIVES = "ReceiveHooks";
  private static final String LOGINS = "AuthenticationHooks";

  private ConnectionPoints() {}

  /** By internal name. */
  static Map<String, HookedClass> byClass() {
    Map<String, HookedClass> points = new HashMap<>();
    points.put(KAFKA_CHANNEL, kafkaChannel());
    points.put(NETWORK_RECEIVE, networkReceive());
    points.put(
        COMMON + "security/authenticator/SaslServerAuthenticator",
        new HookedClass()
            .implementing(Hook.PACKAGE + "SaslState")
            .getter("kafkaAuditMechanism", "saslMechanism", STRING)
            .getter("kafkaAuditListener", "listenerName", LISTENER)
            .getter(
                "kafkaAuditProtocol",
                "securityProtocol",
                "Lorg/apache/kafka/common/security/auth/SecurityProtocol;")
            .property("kafkaAuditClaim", STRING));
    points.put(
        COMMON + "network/SslChannelBuilder$SslAuthenticator",
        new HookedClass()
            .implementing(Hook.PACKAGE + "SslState")
            .getter("kafkaAuditListener", "listenerName", LISTENER)
            .getter(
                "kafkaAuditTransport",
                "transportLayer",
                "Lorg/apache/kafka/common/network/SslTransportLayer;"));
    points.put(
        COMMON + "network/SslTransportLayer",
        new HookedClass()
            .implementing(Hook.PACKAGE + "TlsState")
            .getter("kafkaAuditEngine", "sslEngine", "Ljavax/net/ssl/SSLEngine;"));
    points.put(COMMON + "security/plain/internals/PlainSaslServer", saslServer("plain"));
    points.put(COMMON + "security/scram/internals/ScramSaslServer", saslServer("scram"));
    points.put(
        COMMON + "security/oauthbearer/internals/OAuthBearerSaslServer", saslServer("bearer"));
    return points;
  }

  private static HookedClass kafkaChannel() {
    return new HookedClass()
        .field("authenticator" + AUTHENTICATOR)
        .field("transportLayer" + TRANSPORT)
        .method(
            "finishConnect()Z", // of connections that this process opens
            (next, owner, access, name, descriptor) ->
                new Hook(next, owner, access, name, descriptor, false) {
                  @Override
                  void returning() {
                    dup();
                    push("transportLayer", TRANSPORT);
                    call(CONNECTIONS, "opened", "(Z" + TRANSPORT + ")V");
                  }
                })
        .method(
            "prepare()V",
            (next, owner, access, name, descriptor) ->
                new Hook(next, owner, access, name, descriptor, true) {
                  @Override
                  void returning() {
                    visitInsn(ACONST_NULL);
                    reportLogin(this);
                  }

                  @Override
                  void thrown() {
                    dup();
                    reportLogin(this);
                  }
                })
        .method(
            "maybeBeginServerReauthentication(Lorg/apache/kafka/common/network/NetworkReceive;"
                + "Ljava/util/function/Supplier;)Z",
            (next, owner, access, name, descriptor) ->
                new Hook(next, owner, access, name, descriptor, true) {
                  @Override
                  void thrown() { // refused at once, so that prepare() is not called
                    dup();
                    reportLogin(this);
                  }
                })
        .method(
            "close()V",
            (next, owner, access, name, descriptor) ->
                new Hook(next, owner, access, name, descriptor, false) {
                  @Override
                  void entered() {
                    loadThis();
                    call(REQUESTS, "closed", "(Lorg/apache/kafka/common/network/KafkaChannel;)V");
                  }
                });
  }

  /** With what was thrown, or null, on the stack. */
  private static void reportLogin(Hook code) {
    code.loadThis();
    code.push("authenticator", AUTHENTICATOR);
    code.call(
        LOGINS,
        "prepared",
        "(Ljava/lang/Throwable;Lorg/apache/kafka/common/network/KafkaChannel;"
            + AUTHENTICATOR
            + ")V");
  }

  /** Every constructor ends in this one, and Kafka itself refuses what is over the limit. */
  private static HookedClass networkReceive() {
    return new HookedClass()
        .field("maxSizeI")
        .field("source" + STRING)
        .field("size" + BYTES)
        .method(
            "<init>(I" + STRING + "Lorg/apache/kafka/common/memory/MemoryPool;)V",
            (next, owner, access, name, descriptor) ->
                new Hook(next, owner, access, name, descriptor, false) {
                  @Override
                  void entered() { // after the super class's, before the field is set
                    loadArg(0);
                    call(RECEIVES, "limit", "(I)I");
                    storeArg(0);
                  }
                })
        .method(
            "readFrom(Ljava/nio/channels/ScatteringByteChannel;)J",
            (next, owner, access, name, descriptor) ->
                new Hook(next, owner, access, name, descriptor, true) {
                  @Override
                  void thrown() {
                    dup();
                    push("source", STRING);
                    push("size", BYTES);
                    call(RECEIVES, "failed", "(Ljava/lang/Throwable;" + STRING + BYTES + ")V");
                  }
                });
  }

  private static HookedClass saslServer(String mechanism) {
    return new HookedClass()
        .method(
            "evaluateResponse([B)[B",
            (next, owner, access, name, descriptor) ->
                new Hook(next, owner, access, name, descriptor, false) {
                  @Override
                  void entered() {
                    loadArg(0);
                    call(LOGINS, mechanism, "([B)V");
                  }
                });
  }
}
