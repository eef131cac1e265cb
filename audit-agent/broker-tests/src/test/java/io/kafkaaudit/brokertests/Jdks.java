package io.kafkaaudit.brokertests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** JDKs of this machine beside the one that runs the tests. */
final class Jdks {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  private Jdks() {}

  /**
   * Its home: what -Djdk.&lt;version&gt; names, else what Debian's packages installed. Without it
   * the test is skipped, unless -Djdks.required=true.
   */
  static Path home(int version) throws IOException {
    String named = System.getProperty("jdk." + version);
    Optional<Path> home =
        named == null ? installed(version) : Optional.of(Path.of(named)).filter(Jdks::runs);
    if (home.isEmpty() && Boolean.getBoolean("jdks.required")) {
      throw new IllegalStateException("no JDK " + version + ": name one with -Djdk." + version);
    }
    Assumptions.assumeTrue(
        home.isPresent(), "no JDK " + version + " here: name one with -Djdk." + version);
    return home.orElseThrow();
  }

  private static Optional<Path> installed(int version) throws IOException {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(INSTALLED)) {
      return all.filter(Jdks::runs).filter(home -> is(home, version)).sorted().findFirst();
    }
  }

  private static boolean runs(Path home) {
    return Files.isExecutable(home.resolve("bin/java"));
  }

  private static boolean is(Path home, int version) {
    try {
      return Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"" + version);
    } catch (IOException e) {
      return false; // a folder without the file that each JDK has
    }
  }
}
