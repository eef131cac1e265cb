package io.kafkaaudit.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/**
 * What the agent, and Kafka's own authorizer log, add to one authorize() of Kafka's
 * StandardAuthorizer. Each figure is a JVM of its own, for what the JIT compiler makes of the same
 * code differs between JVMs; the variants take turns, each at another place of each round, so that
 * a machine that slows down slows all of them. Two variants are the same (A/A): what differs less
 * than they do is no difference.
 */
public final class AuthorizeComparison {
  private static final int DEFAULT_ROUNDS = 5;

  /** What a broker may run with. */
  private enum Variant {
    NO_AGENT("no agent"),
    NO_AGENT_AGAIN("no agent again"),
    FILTERED_OUT("agent, default policy"),
    CAPTURE_ALL("agent, captures all"),
    AUTHORIZER_LOG("kafka.authorizer.logger DEBUG");

    private final String title;

    Variant(String title) {
      this.title = title;
    }

    private boolean hasAgent() {
      return this == FILTERED_OUT || this == CAPTURE_ALL;
    }
  }

  /** Who asks. */
  private enum Caller {
    BY_ACL("client", AuthorizationResult.ALLOWED),
    SUPER_USER("admin", AuthorizationResult.ALLOWED),
    DENIED("stranger", AuthorizationResult.DENIED);

    private final String user;
    private final AuthorizationResult expected;

    Caller(String user, AuthorizationResult expected) {
      this.user = user;
      this.expected = expected;
    }
  }

  private final Path directory;
  private final String classPath = System.getProperty("java.class.path", "");
  private final String agentJar;
  private final Map<Caller, Map<Variant, double[]>> nanos = new EnumMap<>(Caller.class);
  private long dropped;

  private AuthorizeComparison(Path directory, int rounds) {
    this.directory = directory;
    this.agentJar = agentJar(classPath);
    for (Caller caller : Caller.values()) {
      Map<Variant, double[]> ofCaller = new EnumMap<>(Variant.class);
      for (Variant variant : Variant.values()) {
        ofCaller.put(variant, new double[rounds]);
      }
      nanos.put(caller, ofCaller);
    }
  }

  /** Argument: how many JVMs for each figure. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_ROUNDS;
    Path directory = Files.createTempDirectory("authorize-comparison");
    try {
      AuthorizeComparison comparison = new AuthorizeComparison(directory, rounds);
      comparison.writeFiles();
      for (int round = 0; round < rounds; round++) {
        comparison.round(round);
      }
      comparison.print(rounds);
    } finally {
      delete(directory);
    }
  }

  private void writeFiles() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    write(data.resolve("meta.properties"), "version=1\ncluster.id=MkU3OEVBNTcwNTJENDM2Qg\n");
    write(
        directory.resolve("server.properties"),
        "node.id=1\nprocess.roles=broker\ncontroller.listener.names=CONTROLLER\nlog.dirs="
            + data
            + "\n");
    // Nobody empties the outbox: what does not fit becomes garbage, not more and more old objects.
    String outbox = "outbox.bytes=65536\n";
    write(
        Files.createDirectory(directory.resolve(Variant.FILTERED_OUT.name()))
            .resolve("agent.properties"),
        outbox);
    write(
        Files.createDirectory(directory.resolve(Variant.CAPTURE_ALL.name()))
            .resolve("agent.properties"),
        outbox + "capture.rule.1.level=Metadata\ncapture.rule.1.categories=Produce\n");
    write(directory.resolve("DEBUG.xml"), log4j("DEBUG"));
    write(directory.resolve("OFF.xml"), log4j("OFF"));
  }

  /** Appender and pattern are those of Kafka's own log4j2.yaml. */
  private String log4j(String level) {
    return "<Configuration><Appenders><RollingFile name='A' fileName='"
        + directory.resolve("kafka-authorizer.log")
        + "' filePattern='"
        + directory.resolve("kafka-authorizer.log")
        + ".%d{yyyy-MM-dd-HH}'><PatternLayout pattern='[%d] %p %m (%c)%n'/>"
        + "<TimeBasedTriggeringPolicy/></RollingFile></Appenders><Loggers>"
        + "<Logger name='kafka.authorizer.logger' level='"
        + level
        + "' additivity='false'><AppenderRef ref='A'/></Logger>"
        + "<Root level='OFF'/></Loggers></Configuration>";
  }

  private void round(int round) throws IOException, InterruptedException {
    Variant[] variants = Variant.values();
    for (Caller caller : Caller.values()) {
      for (int i = 0; i < variants.length; i++) {
        Variant variant = variants[(i + round) % variants.length];
        double[] figures =
            nanos.getOrDefault(caller, Map.of()).getOrDefault(variant, new double[0]);
        figures[round] = child(variant, caller);
      }
    }
  }

  private double child(Variant variant, Caller caller) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(
        List.of("-Xms512m", "-Xmx512m", "-Xmn128m", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch"));
    command.addAll(List.of("-cp", classPath));
    String level = variant == Variant.AUTHORIZER_LOG ? "DEBUG" : "OFF";
    command.add("-Dlog4j2.configurationFile=" + directory.resolve(level + ".xml"));
    String main = "io.kafkaaudit.benchmarks.AuthorizeChild";
    if (variant.hasAgent()) {
      command.add(
          "-javaagent:" + agentJar + "=" + directory.resolve(variant.name()) + ",main=" + main);
    }
    command.add(main);
    command.add(directory.resolve("server.properties").toString());
    command.addAll(
        List.of(caller.user, caller.expected.name(), Boolean.toString(variant.hasAgent())));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(variant + " " + caller + " did not end");
    }
    String text = Files.readString(output);
    String result =
        text.lines()
            .filter(line -> line.startsWith(AuthorizeChild.RESULT))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(variant + " " + caller + ": " + text));
    String[] words = result.split(" ", -1);
    long captured = Long.parseLong(words[2]);
    boolean captures =
        variant == Variant.CAPTURE_ALL
            || (variant == Variant.FILTERED_OUT && caller == Caller.DENIED);
    if (captures ? captured < 2 : captured > 1) {
      throw new IllegalStateException(variant + " " + caller + " captured " + captured);
    }
    dropped += Long.parseLong(words[3]);
    Files.deleteIfExists(directory.resolve("kafka-authorizer.log"));
    return Double.parseDouble(words[1]);
  }

  private void print(int rounds) {
    System.out.println(
        "Nanoseconds of one authorize() of StandardAuthorizer, 100 ACLs, 1 action; "
            + rounds
            + " JVMs for each figure: median (least to most). Added: against the mean of the two"
            + " without an agent of the same round. A/A: the most that any two of those JVMs differ;"
            + " * marks what was added in the median and is more than that. Acts dropped for want"
            + " of a slot: "
            + dropped
            + ".\n");
    System.out.println("| caller | variant | ns | added ns |");
    System.out.println("|---|---|---|---|");
    nanos.forEach(this::print);
  }

  private void print(Caller caller, Map<Variant, double[]> figures) {
    double[] a = figures.getOrDefault(Variant.NO_AGENT, new double[0]);
    double[] again = figures.getOrDefault(Variant.NO_AGENT_AGAIN, new double[0]);
    double[] same = DoubleStream.concat(Arrays.stream(a), Arrays.stream(again)).sorted().toArray();
    double spread = same[same.length - 1] - same[0];
    figures.forEach(
        (variant, ns) -> {
          String added = String.format(Locale.ROOT, "A/A %.0f", spread);
          if (variant != Variant.NO_AGENT && variant != Variant.NO_AGENT_AGAIN) {
            double[] more = new double[ns.length];
            Arrays.setAll(more, round -> ns[round] - (a[round] + again[round]) / 2);
            added = spread(more) + (median(more) > spread ? " *" : "");
          }
          String who = caller.name().toLowerCase(Locale.ROOT).replace('_', ' ');
          System.out.println(
              "| " + who + " | " + variant.title + " | " + spread(ns) + " | " + added + " |");
        });
  }

  private static double median(double[] figures) {
    return Arrays.stream(figures).sorted().toArray()[figures.length / 2];
  }

  private static String spread(double[] figures) {
    double[] sorted = Arrays.stream(figures).sorted().toArray();
    return String.format(
        Locale.ROOT, "%.0f (%.0f to %.0f)", median(figures), sorted[0], sorted[sorted.length - 1]);
  }

  private static String agentJar(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator, -1))
        .filter(entry -> Path.of(entry).getFileName().toString().startsWith("kafka-audit-agent-"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no kafka-audit-agent jar: " + classPath));
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
