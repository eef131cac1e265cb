package io.kafkaaudit.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** The server.properties of one process. */
final class ServerProperties {
  private static final String MODULES = "org.apache.kafka.common.security.";

  private ServerProperties() {}

  /** Where the listeners EXTERNAL, CONTROLLER and TLS are. */
  record Ports(int external, int controller, int tls) {
    static Ports free() {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      try (ServerSocket one = new ServerSocket(0, 1, loopback);
          ServerSocket two = new ServerSocket(0, 1, loopback);
          ServerSocket three = new ServerSocket(0, 1, loopback)) {
        return new Ports(one.getLocalPort(), two.getLocalPort(), three.getLocalPort());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static String clusterId() {
    UUID id = UUID.randomUUID();
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return text.startsWith("-")
        ? clusterId()
        : text; // the command line would take it for an option
  }

  /**
   * @param voters as in controller.quorum.voters
   * @param roles as in process.roles
   */
  static String text(
      BrokerOptions options, Ports ports, String voters, int nodeId, String roles, Path data) {
    boolean broker = roles.contains("broker");
    boolean controller = roles.contains("controller");
    List<String> listeners = new ArrayList<>();
    if (broker) {
      listeners.add("EXTERNAL://localhost:" + ports.external());
      if (options.keyStore != null) {
        listeners.add("TLS://localhost:" + ports.tls());
      }
    }
    List<String> advertised = new ArrayList<>(listeners);
    if (broker) {
      advertised.set(0, "EXTERNAL://localhost:" + options.advertised.applyAsInt(ports.external()));
    }
    if (controller) {
      listeners.add("CONTROLLER://localhost:" + ports.controller());
    }
    StringBuilder plain = new StringBuilder(MODULES + "plain.PlainLoginModule required");
    plain.append(
        " username=\""
            + BrokerProcess.SUPER_USER
            + "\" password=\""
            + BrokerProcess.SUPER_PASSWORD
            + "\"");
    plain.append(" user_" + BrokerProcess.SUPER_USER + "=\"" + BrokerProcess.SUPER_PASSWORD + "\"");
    options.plainUsers.forEach(
        (name, password) -> plain.append(" user_" + name + "=\"" + password + "\""));
    List<String> lines =
        new ArrayList<>(
            List.of(
                "process.roles=" + roles,
                "node.id=" + nodeId,
                "controller.quorum.voters=" + voters,
                "controller.listener.names=CONTROLLER",
                "listeners=" + String.join(",", listeners),
                "listener.security.protocol.map=EXTERNAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT,"
                    + "TLS:SSL",
                "sasl.mechanism.controller.protocol=PLAIN",
                "listener.name.controller.sasl.enabled.mechanisms=PLAIN",
                "listener.name.controller.plain.sasl.jaas.config=" + plain + ";",
                "super.users=User:" + BrokerProcess.SUPER_USER,
                "log.dirs=" + data,
                "num.partitions=1",
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=1",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "transaction.state.log.num.partitions=1",
                "share.coordinator.state.topic.replication.factor=1",
                "share.coordinator.state.topic.min.isr=1",
                "group.initial.rebalance.delay.ms=0",
                "log.cleaner.dedupe.buffer.size=2097152",
                "delegation.token.secret.key=only-for-tests",
                "connection.failed.authentication.delay.ms=0"));
    if (broker) {
      lines.add("advertised.listeners=" + String.join(",", advertised));
      lines.add("inter.broker.listener.name=EXTERNAL");
      lines.add("sasl.mechanism.inter.broker.protocol=PLAIN");
      lines.add("listener.name.external.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512,OAUTHBEARER");
      lines.add("listener.name.external.plain.sasl.jaas.config=" + plain + ";");
      lines.add(
          "listener.name.external.scram-sha-512.sasl.jaas.config="
              + MODULES
              + "scram.ScramLoginModule required;");
      lines.add(
          "listener.name.external.oauthbearer.sasl.jaas.config="
              + MODULES
              + "oauthbearer.OAuthBearerLoginModule required;");
    }
    if (broker && options.keyStore != null) {
      lines.add("listener.name.tls.ssl.client.auth=required");
      lines.add("listener.name.tls.ssl.keystore.type=PEM");
      lines.add("listener.name.tls.ssl.keystore.location=" + options.keyStore);
      lines.add("listener.name.tls.ssl.truststore.type=PEM");
      lines.add("listener.name.tls.ssl.truststore.location=" + options.trustStore);
    }
    if (options.authorizer) {
      lines.add("authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    }
    options.properties.forEach((key, value) -> lines.add(key + "=" + value));
    return String.join("\n", lines) + "\n";
  }
}
