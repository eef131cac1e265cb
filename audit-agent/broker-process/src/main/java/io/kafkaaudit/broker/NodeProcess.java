package io.kafkaaudit.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One Kafka process with its files. Nothing stays behind when this JVM ends. */
final class NodeProcess {
  private static final Map<Process, Boolean> RUNNING = new ConcurrentHashMap<>();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.keySet().forEach(Process::destroyForcibly)));
  }

  private final BrokerOptions options;
  private final @Nullable Path agentJar;
  private final Path directory;
  private final int port;
  private @Nullable Process process;

  /**
   * @param directory for data, configuration and log
   * @param port at which it serves, once it does
   */
  NodeProcess(BrokerOptions options, Path directory, int port) {
    this(options, directory, port, options.agentJar);
  }

  /** The same with another agent than that of the options; null: none. */
  NodeProcess(BrokerOptions options, Path directory, int port, @Nullable Path agentJar) {
    this.options = options;
    this.agentJar = agentJar;
    this.directory = directory;
    this.port = port;
  }

  /** Where its metadata and logs are. */
  Path data() {
    return directory.resolve("data");
  }

  /**
   * Writes the configuration and formats the data directory.
   *
   * @param properties text of server.properties
   */
  void format(String properties, String clusterId) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(
        serverProperties(), properties, StandardCharsets.ISO_8859_1); // as Kafka reads
    List<String> arguments =
        new ArrayList<>(List.of("format", "-t", clusterId, "-c", serverProperties().toString()));
    options.scramUsers.forEach(
        (name, password) -> {
          arguments.add("-S");
          arguments.add("SCRAM-SHA-512=[name=" + name + ",password=" + password + "]");
        });
    Process tool = launch(true, "kafka.tools.StorageTool", arguments.toArray(String[]::new));
    if (await(tool) != 0) {
      throw new IllegalStateException("format failed:\n" + log());
    }
  }

  /**
   * Starts it and does not wait.
   *
   * @param agent whether the agent of the options is in it
   */
  void start(boolean agent) {
    List<String> arguments = new ArrayList<>(List.of(serverProperties().toString()));
    options.overrides.forEach(
        (key, value) -> arguments.addAll(List.of("--override", key + "=" + value)));
    process = launch(agent, "kafka.Kafka", arguments.toArray(String[]::new));
  }

  /** Returns when it accepts connections. */
  void awaitServing() {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < until) {
      if (process != null && !process.isAlive()) {
        throw new IllegalStateException("Kafka did not start:\n" + log());
      }
      try (Socket socket = new Socket("localhost", port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException e) {
        pause(); // not listening yet
      }
    }
    throw new IllegalStateException("Kafka did not start within 60 s:\n" + log());
  }

  /**
   * Ends it and waits for that.
   *
   * @param force by SIGKILL; else as Kubernetes does, with time for a controlled shutdown
   */
  void end(boolean force) {
    Process running = process;
    if (running == null) {
      return;
    }
    if (force) {
      running.destroyForcibly();
    } else {
      running.destroy();
    }
    try {
      if (!running.waitFor(20, TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The process that was started last. */
  long pid() {
    Process latest = process;
    if (latest == null) {
      throw new IllegalStateException("it was not started");
    }
    return latest.pid();
  }

  /** What its processes wrote to stdout and stderr, Kafka's log included. */
  String log() {
    try {
      return Files.readString(directory.resolve("log.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path serverProperties() {
    return directory.resolve("server.properties");
  }

  private Process launch(boolean agent, String main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                options.javaHome.resolve("bin/java").toString(),
                "-Xmx" + options.heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto"));
    boolean server = main.equals("kafka.Kafka");
    command.addAll(server ? options.jvmOptions : List.of());
    if (agent && agentJar != null) {
      command.add("-javaagent:" + agentJar + "=" + options.agentDirectory);
    }
    command.addAll(server ? options.laterJvmOptions : List.of());
    command.addAll(List.of("-cp", directory + ":" + options.version.classPath(), main));
    command.addAll(List.of(arguments));
    try {
      writeLogging();
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(options.environment);
      Process launched =
          builder
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(directory.resolve("log.txt").toFile()))
              .start();
      RUNNING.put(launched, true);
      var unused = launched.onExit().thenRun(() -> RUNNING.remove(launched));
      return launched;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Both of Kafka's log bindings look for their configuration on the class path. */
  private void writeLogging() throws IOException {
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

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
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
}
