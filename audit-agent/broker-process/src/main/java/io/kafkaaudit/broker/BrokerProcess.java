package io.kafkaaudit.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A real Kafka cluster of one broker in a process of its own, or of a controller and a broker in
 * two. Clients come by SASL_PLAINTEXT with PLAIN, SCRAM-SHA-512 and OAUTHBEARER (unsecured tokens);
 * {@link #SUPER_USER} may do everything. Nothing stays behind when this JVM ends.
 */
public final class BrokerProcess implements AutoCloseable {
  public static final String SUPER_USER = "root";
  public static final String SUPER_PASSWORD = "root-secret";

  private final BrokerOptions options;
  private final Path directory;
  private final ServerProperties.Ports ports = ServerProperties.Ports.free();
  private final List<NodeProcess> nodes = new ArrayList<>();

  private BrokerProcess(BrokerOptions options, Path directory) {
    this.options = options;
    this.directory = directory;
  }

  /**
   * Formats and starts; returns when the broker accepts connections.
   *
   * @param directory for data, configuration and logs; made if it does not exist
   */
  public static BrokerProcess start(BrokerOptions options, Path directory) {
    BrokerProcess broker = new BrokerProcess(options, directory);
    try {
      broker.format();
      broker.start();
      return broker;
    } catch (IOException e) {
      broker.kill();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      broker.kill();
      throw e;
    }
  }

  public String bootstrapServers() {
    return "localhost:" + ports.external();
  }

  /** Of the listener of {@link BrokerOptions#mutualTls}. */
  public String tlsBootstrapServers() {
    return "localhost:" + ports.tls();
  }

  /** The broker's process. */
  public long pid() {
    return nodes.get(nodes.size() - 1).pid();
  }

  /** What the processes wrote to stdout and stderr, the broker's log included. */
  public String log() {
    return nodes.stream().map(NodeProcess::log).collect(Collectors.joining());
  }

  /** Starts again on the same data and ports after {@link #stop} or {@link #kill}. */
  public void start() {
    nodes.forEach(node -> node.start(true));
    nodes.get(nodes.size() - 1).awaitServing();
  }

  /** Ends it as Kubernetes does, with time for a controlled shutdown. */
  public void stop() {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      nodes.get(i).end(false);
    }
  }

  /** Ends it with SIGKILL. */
  public void kill() {
    nodes.forEach(node -> node.end(true));
  }

  /** Ends the controller of separate roles with SIGKILL; the broker goes on without it. */
  public void killController() {
    if (nodes.size() < 2) {
      throw new IllegalStateException("the broker is its own controller");
    }
    nodes.get(0).end(true);
  }

  @Override
  public void close() {
    stop();
  }

  private void format() throws IOException {
    String clusterId = ServerProperties.clusterId();
    if (options.separateRoles) {
      format(1, "controller", clusterId);
      format(2, "broker", clusterId);
    } else {
      format(1, "broker,controller", clusterId);
    }
  }

  private void format(int id, String roles, String clusterId) throws IOException {
    boolean other = roles.equals("controller") && options.controllerAgentJar != null;
    NodeProcess node =
        new NodeProcess(
            options,
            directory.resolve("node-" + id),
            ports.external(),
            other ? options.controllerAgentJar : options.agentJar);
    nodes.add(node);
    String voters = "1@localhost:" + ports.controller();
    node.format(ServerProperties.text(options, ports, voters, id, roles, node.data()), clusterId);
  }
}
