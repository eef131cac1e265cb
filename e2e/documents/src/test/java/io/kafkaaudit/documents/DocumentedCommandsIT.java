package io.kafkaaudit.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What documents tell people to do with kubectl and helm is done, in their order, on a real API
 * server. Nothing of a command is changed but its {@link Placeholders}; what is there before is
 * {@link Given}, what a whole cluster would do {@link StandIns} do.
 */
class DocumentedCommandsIT {
  private static final Pattern EXAMPLE = Pattern.compile("(examples/[0-9][^/]*)/.*");

  @TempDir private static Path home;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws Exception {
    Optional<Cluster> started = Cluster.start(home);
    Assumptions.assumeTrue(started.isPresent());
    cluster = started.get();
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  static List<String> documentsWithCommands() {
    return Documents.all().stream()
        .filter(d -> Command.of(d).stream().anyMatch(Command::needsOnlyAnApiServer))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("documentsWithCommands")
  void itsCommandsWork(String document) {
    startWith(Given.of(document));
    String heading = "";
    for (Command command : Command.of(document)) {
      if (!command.needsOnlyAnApiServer()) {
        continue;
      }
      if (!command.heading().equals(heading)) {
        heading = command.heading();
        List<String> anew = Given.of(document, heading);
        if (!anew.isEmpty()) {
          startWith(anew);
        }
      }
      Cluster.Result result = cluster.run(Placeholders.fill(command.text()), folderOf(document));
      assertThat(result.code()).as("%s: %s %s", command.at(), command.text(), result).isZero();
      assertThat(result.out())
          .as("%s: what it does or shows: %s %s", command.at(), command.text(), result)
          .isNotBlank()
          .doesNotContain("no change");
      cluster.withoutWebhooks();
    }
  }

  private static void startWith(List<String> given) {
    cluster.reset();
    for (String command : given) {
      cluster.must(command);
      cluster.withoutWebhooks();
    }
  }

  static List<Blocks.Part> parts() {
    return Blocks.parts();
  }

  @ParameterizedTest
  @MethodSource("parts")
  void whatItShowsOfAResourceIsTaken(Blocks.Part part) throws Exception {
    startWith(Given.of("docs/injection.md"));
    cluster.must(part.on(home));
  }

  /** Where the reader of a document is: an example's in its folder, all others in the root. */
  private static Path folderOf(String document) {
    Matcher example = EXAMPLE.matcher(document);
    return example.matches() ? Documents.ROOT.resolve(example.group(1)) : Documents.ROOT;
  }
}
