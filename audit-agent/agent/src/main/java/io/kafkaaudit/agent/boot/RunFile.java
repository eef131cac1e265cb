package io.kafkaaudit.agent.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The id of a node's latest run, in a file beside the broker's {@code meta.properties}: there it
 * outlives the pod, and Kafka passes over plain files that it does not know.
 */
final class RunFile {
  static final String NAME = "kafka-audit-agent.run";
  private static final int LARGEST = 256;

  private final Path file;

  RunFile(Path directory) {
    this.file = directory.resolve(NAME);
  }

  /**
   * Writes a run's id.
   *
   * @return the id of the run before; null: there was none
   * @throws IOException the file cannot be read or written, or holds something else
   */
  @Nullable UUID replace(UUID run) throws IOException {
    String before = read();
    Path next = file.resolveSibling(NAME + ".tmp");
    Files.write(next, (run + "\n").getBytes(StandardCharsets.US_ASCII));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try {
      return before == null ? null : UUID.fromString(before);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " held no run id", e);
    }
  }

  private @Nullable String read() throws IOException {
    try {
      return Files.size(file) > LARGEST
          ? ""
          : new String(Files.readAllBytes(file), StandardCharsets.US_ASCII).trim();
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
