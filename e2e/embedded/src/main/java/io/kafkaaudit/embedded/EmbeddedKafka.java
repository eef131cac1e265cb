package io.kafkaaudit.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.metadata.storage.FormatterException;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka in this process: one node in both roles, SCRAM-SHA-512 for clients, with or without
 * TLS. Not thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final String ROOT = "root";
  private static final String ROOT_PASSWORD = "root-secret";
  private static final String LOGIN =
      "org.apache.kafka.common.security.%s required username=\"%s\" password=\"%s\"%s;";

  private final Properties config;
  private final int port;
  private final @Nullable ServerCertificate certificate;
  private @Nullable KafkaRaftServer server;

  private EmbeddedKafka(Path directory, boolean authorizer, @Nullable ServerCertificate certificate)
      throws FormatterException {
    int[] ports = freePorts();
    this.port = ports[0];
    this.certificate = certificate;
    this.config = config(directory, ports[0], ports[1], authorizer);
    if (certificate != null) {
      this.config.putAll(certificate.server());
    }
    Formatter formatter =
        new Formatter()
            .setClusterId(Uuid.randomUuid().toString())
            .setNodeId(1)
            .setDirectories(List.of(directory.toString()))
            .setMetadataLogDirectory(directory.toString())
            .setControllerListenerName("CONTROLLER")
            .setPrintStream(
                new PrintStream(
                    java.io.OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setScramArguments(
                List.of("SCRAM-SHA-512=[name=" + ROOT + ",password=" + ROOT_PASSWORD + "]"));
    try {
      formatter.run();
    } catch (Exception e) {
      throw new FormatterException("cannot format " + directory, e);
    }
  }

  /**
   * Formats and starts with Kafka's StandardAuthorizer.
   *
   * @param directory for its data; empty or absent
   */
  public static EmbeddedKafka start(Path directory) {
    return start(directory, true);
  }

  /** The same, with or without an authorizer. */
  public static EmbeddedKafka start(Path directory, boolean authorizer) {
    EmbeddedKafka kafka = new EmbeddedKafka(directory, authorizer, null);
    kafka.start();
    return kafka;
  }

  /** The same with an authorizer, and TLS for clients by a certificate of its own. */
  public static EmbeddedKafka startWithTls(Path directory) {
    Path beside = directory.resolveSibling(directory.getFileName() + "-tls");
    EmbeddedKafka kafka = new EmbeddedKafka(directory, true, ServerCertificate.make(beside));
    kafka.start();
    return kafka;
  }

  /** Starts again on the same data and port after {@link #stop}. */
  public void start() {
    KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
    starting.startup();
    server = starting;
  }

  public void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  @Override
  public void close() {
    stop();
  }

  public String bootstrapServers() {
    return "localhost:" + port;
  }

  /**
   * PEM text of the certificate to trust.
   *
   * @throws IllegalStateException where there is no TLS
   */
  public String certificate() {
    if (certificate == null) {
      throw new IllegalStateException("started without TLS");
    }
    return certificate.pem();
  }

  /** A super user, for what a test or the demo does itself; the caller closes it. */
  public Admin root() {
    return Admin.create(client(ROOT, ROOT_PASSWORD));
  }

  /** Client properties of a SCRAM user; with TLS, they trust the certificate. */
  public Properties client(String user, String password) {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", bootstrapServers());
    client.setProperty("security.protocol", "SASL_PLAINTEXT");
    client.setProperty("sasl.mechanism", "SCRAM-SHA-512");
    client.setProperty(
        "sasl.jaas.config", LOGIN.formatted("scram.ScramLoginModule", user, password, ""));
    if (certificate != null) {
      client.putAll(certificate.client());
    }
    return client;
  }

  /** A SCRAM user with exactly the rights that the operator's admin is documented to need. */
  public Properties operatorAdmin(String user, String password, String topic, boolean mayDelete)
      throws ExecutionException, InterruptedException {
    List<AclBinding> rights = new ArrayList<>();
    for (AclOperation operation :
        List.of(AclOperation.ALTER, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS)) {
      rights.add(allow(user, operation, ResourceType.CLUSTER, "kafka-cluster"));
    }
    for (String name : List.of(topic, topic + "-agents")) {
      for (AclOperation operation :
          List.of(
              AclOperation.CREATE,
              AclOperation.DESCRIBE,
              AclOperation.DESCRIBE_CONFIGS,
              AclOperation.ALTER,
              AclOperation.ALTER_CONFIGS)) {
        rights.add(allow(user, operation, ResourceType.TOPIC, name));
      }
      if (mayDelete) {
        rights.add(allow(user, AclOperation.DELETE, ResourceType.TOPIC, name));
      }
    }
    rights.add(allow(user, AclOperation.READ, ResourceType.TOPIC, topic + "-agents"));
    return user(user, password, rights);
  }

  /** A SCRAM user with exactly the rights that looking at the audited cluster needs. */
  public Properties clusterAdmin(String user, String password)
      throws ExecutionException, InterruptedException {
    return user(
        user,
        password,
        List.of(
            allow(user, AclOperation.DESCRIBE, ResourceType.CLUSTER, "kafka-cluster"),
            allow(user, AclOperation.DESCRIBE, ResourceType.TOPIC, "*")));
  }

  private Properties user(String user, String password, List<AclBinding> rights)
      throws ExecutionException, InterruptedException {
    try (Admin root = root()) {
      root.alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
          .all()
          .get();
      root.createAcls(rights).all().get();
    }
    return client(user, password);
  }

  private static AclBinding allow(
      String user, AclOperation operation, ResourceType type, String name) {
    return new AclBinding(
        new ResourcePattern(type, name, PatternType.LITERAL),
        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
  }

  private static Properties config(Path directory, int port, int controller, boolean authorizer) {
    Properties config = new Properties();
    config.putAll(
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.quorum.voters", "1@localhost:" + controller),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry(
                "listeners",
                "EXTERNAL://localhost:" + port + ",CONTROLLER://localhost:" + controller),
            Map.entry("advertised.listeners", "EXTERNAL://localhost:" + port),
            Map.entry(
                "listener.security.protocol.map",
                "EXTERNAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT"),
            Map.entry("inter.broker.listener.name", "EXTERNAL"),
            Map.entry("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512"),
            Map.entry("listener.name.external.sasl.enabled.mechanisms", "SCRAM-SHA-512"),
            Map.entry(
                "listener.name.external.scram-sha-512.sasl.jaas.config",
                LOGIN.formatted("scram.ScramLoginModule", ROOT, ROOT_PASSWORD, "")),
            Map.entry("sasl.mechanism.controller.protocol", "PLAIN"),
            Map.entry("listener.name.controller.sasl.enabled.mechanisms", "PLAIN"),
            Map.entry(
                "listener.name.controller.plain.sasl.jaas.config",
                LOGIN.formatted(
                    "plain.PlainLoginModule",
                    ROOT,
                    ROOT_PASSWORD,
                    " user_" + ROOT + "=\"" + ROOT_PASSWORD + "\""))));
    config.putAll(
        Map.ofEntries(
            Map.entry("super.users", "User:" + ROOT),
            Map.entry("log.dirs", directory.toString()),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("connection.failed.authentication.delay.ms", "0"),
            Map.entry("delegation.token.secret.key", "only-for-tests"),
            Map.entry("log.cleaner.dedupe.buffer.size", "2097152")));
    if (authorizer) {
      config.setProperty(
          "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    }
    return config;
  }

  private static int[] freePorts() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket one = new ServerSocket(0, 1, loopback);
        ServerSocket two = new ServerSocket(0, 1, loopback)) {
      return new int[] {one.getLocalPort(), two.getLocalPort()};
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
