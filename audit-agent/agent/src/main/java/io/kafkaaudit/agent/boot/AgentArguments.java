package io.kafkaaudit.agent.boot;

import io.kafkaaudit.contract.AgentFiles;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.jspecify.annotations.Nullable;

/** The argument of -javaagent: {@code [directory][,main=class]}. */
final class AgentArguments {
  private final Path directory;
  private final @Nullable String mainClass;

  private AgentArguments(Path directory, @Nullable String mainClass) {
    this.directory = directory;
    this.mainClass = mainClass;
  }

  static AgentArguments parse(@Nullable String argument) {
    String text = argument == null ? "" : argument.trim();
    int comma = text.indexOf(",main=");
    String main = comma < 0 ? null : text.substring(comma + ",main=".length());
    String directory = comma < 0 ? text : text.substring(0, comma);
    return new AgentArguments(
        Paths.get(directory.isEmpty() ? AgentFiles.DEFAULT_DIRECTORY : directory), main);
  }

  Path directory() {
    return directory;
  }

  @Nullable String mainClass() {
    return mainClass;
  }
}
