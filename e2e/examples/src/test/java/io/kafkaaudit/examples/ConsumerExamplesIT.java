package io.kafkaaudit.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.crd.RotationStrategy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The consumers of the examples, as their Dockerfiles build and start them, live through the life
 * of a key, on examples/04-destination-tls and with nothing but the mounted Secret.
 */
class ConsumerExamplesIT {
  @TempDir Path scratch;

  @ParameterizedTest
  @EnumSource
  void readsOnThroughRotationsUntilItsKeyIsRevoked(Program program) throws Exception {
    List<String> command = new ArrayList<>(program.image(scratch).command());
    MountedSecret mounted = new MountedSecret(Files.createDirectory(scratch.resolve("mounted")));
    command.add(mounted.directory().toString());
    try (Platform platform = Platform.withTls(scratch, mounted.directory())) {
      mounted.update(platform.secret());
      try (ChildProcess reader = start(command, 60)) {
        platform.produce(0, 20);
        awaitEvents(reader, 0, 20);

        String first = platform.key();
        platform.rotate(RotationStrategy.Overlap, "first");
        platform.produce(20, 20);
        awaitEvents(reader, 0, 40);
        mounted.update(platform.secret());
        platform.produce(40, 20);
        awaitEvents(reader, 0, 60);
        await()
            .atMost(Platform.LONG)
            .until(() -> reader.err().contains("the mounted Secret has a new key"));
        platform.endOverlap(first);
        platform.produce(60, 20);
        awaitEvents(reader, 0, 80);
        assertThat(reader.err()).doesNotContain("REFUSED");

        platform.rotate(RotationStrategy.Replace, "second");
        await().atMost(Platform.LONG).until(() -> reader.err().contains("REFUSED"));
        platform.produce(80, 20);
        mounted.update(platform.secret());
        awaitEvents(reader, 0, 100);
        assertThat(reader.isAlive()).as(reader.err()).isTrue();

        reader.terminate();
        reader.awaitEnd();
      }
      try (ChildProcess reader = start(command, 1)) {
        platform.produce(100, 20);
        awaitEvents(reader, 100, 20);
        assertThat(numbers(reader)).as("what the first has committed").doesNotContain(0, 60, 99);
        platform.revoke();
        assertThat(reader.awaitEnd()).as(reader.err()).isEqualTo(1);
        assertThat(reader.err()).contains("REFUSED");
      }
    }
  }

  private ChildProcess start(List<String> command, int patience) throws Exception {
    return new ChildProcess(
        command, Map.of("AUDIT_PATIENCE_SECONDS", String.valueOf(patience)), scratch);
  }

  private static void awaitEvents(ChildProcess reader, int from, int count) {
    List<Integer> wanted = IntStream.range(from, from + count).boxed().toList();
    await()
        .atMost(Platform.LONG)
        .untilAsserted(
            () -> {
              assertThat(reader.isAlive()).as(reader.err()).isTrue();
              // A clean change of key repeats nothing either.
              assertThat(numbers(reader).stream().sorted().toList())
                  .as(reader.err())
                  .isEqualTo(wanted);
            });
  }

  /** The numbers of the events that were printed, whose lines are: partition, offset, event. */
  private static List<Integer> numbers(ChildProcess reader) {
    return reader.out().stream()
        .filter(line -> !Platform.isOfOperator(line))
        .map(line -> line.replaceFirst("^[0-5] [0-9]+ \\{\"id\":\"([0-9]+)\"}$", "$1"))
        .map(Integer::valueOf)
        .toList();
  }
}
