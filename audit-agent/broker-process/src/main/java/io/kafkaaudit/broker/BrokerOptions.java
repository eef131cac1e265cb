package io.kafkaaudit.broker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** How a broker process is to be set up. Not thread-safe. */
public final class BrokerOptions {
  final BrokerVersion version;
  boolean separateRoles;
  boolean authorizer = true;
  String heap = "256m";
  IntUnaryOperator advertised = IntUnaryOperator.identity();
  @Nullable Path agentJar;
  @Nullable Path agentDirectory;
  @Nullable Path controllerAgentJar;
  @Nullable Path keyStore;
  @Nullable Path trustStore;
  final Map<String, String> scramUsers = new LinkedHashMap<>();
  final Map<String, String> plainUsers = new LinkedHashMap<>();
  final Map<String, String> properties = new LinkedHashMap<>();
  final Map<String, String> overrides = new LinkedHashMap<>();
  final Map<String, String> environment = new LinkedHashMap<>();
  final List<String> jvmOptions = new ArrayList<>();
  final List<String> laterJvmOptions = new ArrayList<>();
  Path javaHome = Path.of(System.getProperty("java.home"));

  private BrokerOptions(BrokerVersion version) {
    this.version = version;
  }

  public static BrokerOptions of(BrokerVersion version) {
    return new BrokerOptions(version);
  }

  /** A controller and a broker in two processes instead of one in both roles. */
  public BrokerOptions separateRoles(boolean separate) {
    separateRoles = separate;
    return this;
  }

  /** Kafka's StandardAuthorizer (default), or none. */
  public BrokerOptions authorizer(boolean standard) {
    authorizer = standard;
    return this;
  }

  /** The agent, in every process. */
  public BrokerOptions agent(Path jar, Path directory) {
    agentJar = jar;
    agentDirectory = directory;
    return this;
  }

  /** Another agent in the controller of separate roles, such as one of another version. */
  public BrokerOptions controllerAgent(Path jar) {
    controllerAgentJar = jar;
    return this;
  }

  /** A SCRAM-SHA-512 user that exists from the start. */
  public BrokerOptions scramUser(String name, String password) {
    scramUsers.put(name, password);
    return this;
  }

  /** A user of SASL/PLAIN. */
  public BrokerOptions plainUser(String name, String password) {
    plainUsers.put(name, password);
    return this;
  }

  /**
   * A listener TLS that asks clients for a certificate.
   *
   * @param keyStore PEM: the broker's private key (PKCS #8) and its certificate, for localhost
   * @param trustStore PEM: the authority of the clients' certificates
   */
  public BrokerOptions mutualTls(Path keyStore, Path trustStore) {
    this.keyStore = keyStore;
    this.trustStore = trustStore;
    return this;
  }

  /** The largest heap of each process, as the JVM takes it; 256m if it is not set. */
  public BrokerOptions heap(String size) {
    heap = size;
    return this;
  }

  /**
   * A port that clients are told to come to in the place of the broker's own, for instance that of
   * a proxy.
   *
   * @param port from the broker's own
   */
  public BrokerOptions advertised(IntUnaryOperator port) {
    advertised = port;
    return this;
  }

  /** A further line of server.properties. */
  public BrokerOptions property(String key, String value) {
    properties.put(key, value);
    return this;
  }

  /** The same on the command line. */
  public BrokerOptions override(String key, String value) {
    overrides.put(key, value);
    return this;
  }

  /** A variable of the environment of the processes. */
  public BrokerOptions environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Another JDK or JRE than the one that this JVM runs on. */
  public BrokerOptions javaHome(Path home) {
    javaHome = home;
    return this;
  }

  /** Options of the JVM that come before the agent, such as another agent. */
  public BrokerOptions jvmOptions(String... options) {
    jvmOptions.addAll(List.of(options));
    return this;
  }

  /** Options of the JVM that come after the agent. */
  public BrokerOptions laterJvmOptions(String... options) {
    laterJvmOptions.addAll(List.of(options));
    return this;
  }
}
