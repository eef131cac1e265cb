package io.kafkaaudit.agent.boot;

import io.kafkaaudit.contract.AgentFiles;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.jspecify.annotations.Nullable;

/**
 * The argument of -javaagent: {@code [directory][,main=class]}, of which {@link JvmGate} has the
 * second part.
 */
final class AgentArguments {
  private final Path directory;

  private AgentArguments(Path directory) {
    this.directory = directory;
  }

  static AgentArguments parse(@Nullable String argument) {
    String text = argument == null ? "" : argument.trim();
    int comma = text.indexOf(",main=");
    String directory = comma < 0 ? text : text.substring(0, comma);
    return new AgentArguments(
        Paths.get(directory.isEmpty() ? AgentFiles.DEFAULT_DIRECTORY : directory));
  }

  Path directory() {
    return directory;
  }
}
