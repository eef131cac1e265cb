package io.kafkaaudit.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka cluster of one broker in a process of its own, or of a controller and a broker in
 * two. Clients come by SASL_PLAINTEXT with PLAIN, SCRAM-SHA-512 and OAUTHBEARER (unsecured tokens);
 * {@link #SUPER_USER} may do everything. Nothing stays behind when this JVM ends.
 */
public final class BrokerProcess implements AutoCloseable {
  public static final String SUPER_USER = "root";
  public static final String SUPER_PASSWORD = "root-secret";

  private static final Map<Process, Boolean> RUNNING = new ConcurrentHashMap<>();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.keySet().forEach(Process::destroyForcibly)));
  }

  private final BrokerOptions options;
  private final Path directory;
  private final ServerProperties.Ports ports = freePorts();
  private final List<Node> nodes = new ArrayList<>();

  private BrokerProcess(BrokerOptions options, Path directory) {
    this.options = options;
    this.directory = directory;
    if (options.separateRoles) {
      nodes.add(new Node(1, "controller"));
      nodes.add(new Node(2, "broker"));
    } else {
      nodes.add(new Node(1, "broker,controller"));
    }
  }

  /**
   * Formats and starts; returns when the broker accepts connections.
   *
   * @param directory for data, configuration and logs; made if it does not exist
   */
  public static BrokerProcess start(BrokerOptions options, Path directory) {
    BrokerProcess broker = new BrokerProcess(options, directory);
    try {
      Files.createDirectories(directory);
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

  /** What the processes wrote to stdout and stderr, the broker's log included. */
  public String log() {
    StringBuilder all = new StringBuilder();
    for (Node node : nodes) {
      try {
        all.append(Files.readString(node.directory.resolve("log.txt")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all.toString();
  }

  /** Starts again on the same data and ports after {@link #stop} or {@link #kill}. */
  public void start() {
    for (Node node : nodes) {
      node.process = launch(node, "kafka.Kafka", node.properties().toString());
    }
    awaitPort();
  }

  /** Ends it as Kubernetes does, with time for a controlled shutdown. */
  public void stop() {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      end(nodes.get(i), false);
    }
  }

  /** Ends it with SIGKILL. */
  public void kill() {
    nodes.forEach(node -> end(node, true));
  }

  /** Ends the controller of separate roles with SIGKILL; the broker goes on without it. */
  public void killController() {
    if (nodes.size() < 2) {
      throw new IllegalStateException("the broker is its own controller");
    }
    end(nodes.get(0), true);
  }

  @Override
  public void close() {
    stop();
  }

  private void format() throws IOException {
    String clusterId = clusterId();
    for (Node node : nodes) {
      Files.createDirectories(node.directory);
      Files.writeString(
          node.properties(),
          ServerProperties.text(
              options, ports, node.id, node.roles, node.directory.resolve("data")));
      List<String> arguments =
          new ArrayList<>(List.of("format", "-t", clusterId, "-c", node.properties().toString()));
      options.scramUsers.forEach(
          (name, password) -> {
            arguments.add("-S");
            arguments.add("SCRAM-SHA-512=[name=" + name + ",password=" + password + "]");
          });
      Process process = launch(node, "kafka.tools.StorageTool", arguments.toArray(String[]::new));
      if (await(process) != 0) {
        throw new IllegalStateException("format failed:\n" + log());
      }
    }
  }

  private Process launch(Node node, String main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto"));
    if (options.agentJar != null) {
      command.add("-javaagent:" + options.agentJar + "=" + options.agentDirectory);
    }
    command.addAll(List.of("-cp", node.directory + ":" + options.version.classPath(), main));
    command.addAll(List.of(arguments));
    try {
      writeLogging(node.directory);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(node.directory.resolve("log.txt").toFile()))
              .start();
      RUNNING.put(process, true);
      var unused = process.onExit().thenRun(() -> RUNNING.remove(process));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Both of Kafka's log bindings look for their configuration on the class path. */
  private static void writeLogging(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("log4j.properties"),
        """
        log4j.rootLogger=WARN, out
        log4j.appender.out=org.apache.log4j.ConsoleAppender
        log4j.appender.out.layout=org.apache.log4j.PatternLayout
        log4j.appender.out.layout.ConversionPattern=%d %p %m (%c)%n
        """);
    Files.writeString(
        directory.resolve("log4j2.properties"),
        """
        status=error
        rootLogger.level=WARN
        rootLogger.appenderRef.out.ref=out
        appender.out.type=Console
        appender.out.name=out
        appender.out.layout.type=PatternLayout
        appender.out.layout.pattern=%d %p %m (%c)%n
        """);
  }

  private void awaitPort() {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < until) {
      if (nodes.stream().anyMatch(node -> node.process != null && !node.process.isAlive())) {
        throw new IllegalStateException("the broker did not start:\n" + log());
      }
      try (java.net.Socket socket = new java.net.Socket("localhost", ports.external())) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException e) {
        pause(); // not listening yet
      }
    }
    throw new IllegalStateException("the broker did not start within 60 s:\n" + log());
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void end(Node node, boolean force) {
    Process process = node.process;
    if (process == null) {
      return;
    }
    if (force) {
      process.destroyForcibly();
    } else {
      process.destroy();
    }
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static int await(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String clusterId() {
    UUID id = UUID.randomUUID();
    byte[] bytes =
        java.nio.ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    String text = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return text.startsWith("-")
        ? clusterId()
        : text; // the command line would take it for an option
  }

  private static ServerProperties.Ports freePorts() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket one = new ServerSocket(0, 1, loopback);
        ServerSocket two = new ServerSocket(0, 1, loopback);
        ServerSocket three = new ServerSocket(0, 1, loopback)) {
      return new ServerProperties.Ports(
          one.getLocalPort(), two.getLocalPort(), three.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Node {
    private final int id;
    private final String roles;
    private final Path directory;
    private @Nullable Process process;

    Node(int id, String roles) {
      this.id = id;
      this.roles = roles;
      this.directory = BrokerProcess.this.directory.resolve("node-" + id);
    }

    Path properties() {
      return directory.resolve("server.properties");
    }
  }
}
