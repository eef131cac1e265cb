package io.kafkaaudit.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A document shows no command that nobody runs. What needs only an API server is run by
 * DocumentedCommandsIT; Kafka's own tools by KafkaToolsIT; Maven and benchmarks by the scripts of
 * {@code .ci}; what needs pods by the scenarios of e2e/cluster, which have it in one string; the
 * rest by the tests below.
 */
class EveryCommandIsRunTest {
  private static final Path SCENARIOS = Documents.ROOT.resolve("e2e/cluster/src/test/java");

  /** Another test's file, and the words of it that run a command. */
  private record Elsewhere(String command, String file, String words) {}

  /** Consumers: ConsumerExamplesIT does what their Dockerfiles say. */
  private static final List<Elsewhere> ELSEWHERE =
      List.of(
          new Elsewhere("mvn package", "pom.xml", "<module>examples/07-consumer-java</module>"),
          new Elsewhere(
              "java -cp 'target/app/*' io.kafkaaudit.examples.AuditReader /etc/kafka-audit",
              "examples/07-consumer-java/Dockerfile",
              "\"-cp\", \"/app/*\", \"io.kafkaaudit.examples.AuditReader\"]"),
          new Elsewhere(
              "pip install -r requirements.txt",
              ".ci/run",
              "pip install -q -r examples/08-consumer-python/requirements.txt"),
          new Elsewhere(
              "python3 audit_reader.py /etc/kafka-audit",
              "examples/08-consumer-python/Dockerfile",
              "[\"python3\", \"/app/audit_reader.py\"]"),
          new Elsewhere(
              "go build -o audit-reader .",
              "examples/09-consumer-go/Dockerfile",
              "go build -o /audit-reader ."),
          new Elsewhere(
              "./audit-reader /etc/kafka-audit",
              "examples/09-consumer-go/Dockerfile",
              "ENTRYPOINT [\"/audit-reader\"]"),
          new Elsewhere(
              "kubectl -n kafka exec deployment/audit-connect -- wget -qO-"
                  + " localhost:8083/connectors/audit-log-to-file/status",
              "e2e/examples/src/test/java/io/kafkaaudit/examples/ConnectExampleIT.java",
              "\"/connectors/audit-log-to-file/status\""));

  /** Run by nobody, and why. */
  private static final Map<String, String> NOT_RUN =
      Map.of(
          "bash .ci/run",
          "this is what runs all of them",
          "./mvnw verify -Pmatrix -pl audit-agent/broker-tests -am -DskipTests"
              + " -Dit.test='EventsIT,ShapesIT,LinkageIT'"
              + " -Dfailsafe.failIfNoSpecifiedTests=false -Dgolden.update=true",
          "it loads every release of Kafka and writes what CI compares its own five with",
          "kcat -F /etc/kafka-audit/librdkafka.conf -C -t audit-log-events -o -10 -e",
          "kcat is a package of distributions only; the document says that it is not run");

  static List<String> documents() {
    return Documents.all();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyCommandIsRun(String document) {
    Continuous continuous = new Continuous();
    String scenarios = scenarios();
    List<String> notRun = new ArrayList<>();
    for (Command command : Command.of(document)) {
      boolean run =
          command.needsOnlyAnApiServer()
              || command.needsOnlyABroker()
              || command.needsPods() && scenarios.contains(Placeholders.fill(command.text()))
              || continuous.runs(command.text())
              || NOT_RUN.containsKey(command.text())
              || ELSEWHERE.stream().anyMatch(test -> test.command.equals(command.text()));
      if (!run) {
        notRun.add(command.at() + ": no test runs: " + command.text());
      }
    }
    assertThat(notRun).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyOtherBlockIsTriedToo(String document) {
    List<String> notTried =
        Documents.snippets(document).stream()
            .filter(snippet -> snippet.isBlock() && !Command.isCommands(snippet))
            .filter(block -> !Blocks.isTried(block))
            .map(
                block -> block.at() + ": neither commands nor part of an example:\n" + block.text())
            .toList();
    assertThat(notTried).isEmpty();
  }

  @Test
  void noExceptionIsLeftOfWhatIsGone() {
    List<String> commands =
        Documents.all().stream().flatMap(d -> Command.of(d).stream()).map(Command::text).toList();
    assertThat(commands).containsAll(NOT_RUN.keySet());
    assertThat(commands).containsAll(ELSEWHERE.stream().map(Elsewhere::command).toList());
    assertThat(Blocks.exceptions()).allMatch(EveryCommandIsRunTest::isThere);
    assertThat(ELSEWHERE)
        .allSatisfy(test -> assertThat(Documents.read(test.file)).contains(test.words));
  }

  private static boolean isThere(Blocks.Place place) {
    return Documents.snippets(place.document()).stream().anyMatch(place::is);
  }

  /** Their text, with strings that are broken over lines put together. */
  private static String scenarios() {
    try (Stream<Path> files = Files.walk(SCENARIOS)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> Documents.read(Documents.ROOT.relativize(file).toString()))
          .collect(Collectors.joining())
          .replaceAll("\"\\s*\\+ \"", "")
          .replace("\\\"", "\"");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
