package io.kafkaaudit.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A real Kafka cluster of several controllers and brokers, each a process that is started and ended
 * by itself, with the agent or without. Clients come as to a {@link BrokerProcess}. Nothing stays
 * behind when this JVM ends.
 */
public final class ClusterProcess implements AutoCloseable {
  private final Map<Integer, NodeProcess> nodes = new TreeMap<>();
  private final List<Integer> controllers = new ArrayList<>();
  private final List<Integer> brokers = new ArrayList<>();
  private final List<String> bootstrap = new ArrayList<>();

  private ClusterProcess() {}

  /**
   * Formats all nodes and starts them without the agent of the options; returns when the brokers
   * accept connections.
   *
   * @param directory for data, configuration and logs; made if it does not exist
   */
  public static ClusterProcess start(
      BrokerOptions options, int controllers, int brokers, Path directory) {
    ClusterProcess cluster = new ClusterProcess();
    try {
      cluster.format(options, controllers, brokers, directory);
      cluster.nodes.values().forEach(node -> node.start(false));
      cluster.nodes.values().forEach(NodeProcess::awaitServing);
      return cluster;
    } catch (IOException e) {
      cluster.kill();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      cluster.kill();
      throw e;
    }
  }

  private void format(BrokerOptions options, int controllers, int brokers, Path directory)
      throws IOException {
    List<ServerProperties.Ports> ports = new ArrayList<>();
    List<String> voters = new ArrayList<>();
    for (int id = 1; id <= controllers + brokers; id++) {
      ServerProperties.Ports free = ServerProperties.Ports.free();
      ports.add(free);
      if (id <= controllers) {
        voters.add(id + "@localhost:" + free.controller());
      }
    }
    String clusterId = ServerProperties.clusterId();
    for (int id = 1; id <= controllers + brokers; id++) {
      boolean controller = id <= controllers;
      ServerProperties.Ports own = ports.get(id - 1);
      NodeProcess node =
          new NodeProcess(
              options,
              directory.resolve("node-" + id),
              controller ? own.controller() : own.external());
      String roles = controller ? "controller" : "broker";
      node.format(
          ServerProperties.text(options, own, String.join(",", voters), id, roles, node.data()),
          clusterId);
      nodes.put(id, node);
      (controller ? this.controllers : this.brokers).add(id);
      if (!controller) {
        bootstrap.add("localhost:" + own.external());
      }
    }
  }

  public String bootstrapServers() {
    return String.join(",", bootstrap);
  }

  /** Ids of the nodes that are controllers. */
  public List<Integer> controllers() {
    return List.copyOf(controllers);
  }

  /** Ids of the nodes that are brokers. */
  public List<Integer> brokers() {
    return List.copyOf(brokers);
  }

  /** Ends a node as Kubernetes does, with time for a controlled shutdown. */
  public void stop(int id) {
    node(id).end(false);
  }

  /** Ends a node with SIGKILL. */
  public void kill(int id) {
    node(id).end(true);
  }

  /** Starts a node that was ended, with the agent; returns when it accepts connections. */
  public void startWithAgent(int id) {
    node(id).start(true);
    node(id).awaitServing();
  }

  /** What the processes wrote to stdout and stderr, Kafka's log included. */
  public String log() {
    return nodes.values().stream().map(NodeProcess::log).collect(Collectors.joining());
  }

  private NodeProcess node(int id) {
    NodeProcess node = nodes.get(id);
    if (node == null) {
      throw new IllegalArgumentException("no node " + id);
    }
    return node;
  }

  private void kill() {
    nodes.values().forEach(node -> node.end(true));
  }

  /** Ends the brokers, then the controllers, each as {@link #stop} does. */
  @Override
  public void close() {
    brokers.forEach(this::stop);
    controllers.forEach(this::stop);
  }
}
