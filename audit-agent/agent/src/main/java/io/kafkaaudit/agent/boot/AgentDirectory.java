package io.kafkaaudit.agent.boot;

import io.kafkaaudit.contract.AgentFiles;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.SettingsException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The mounted directory, read again and again by content, for Kubernetes swaps it by a symbolic
 * link. Not thread-safe.
 */
final class AgentDirectory {
  private static final long LARGEST_FILE = 1_048_576;

  private final Path directory;
  private @Nullable String settingsText;
  private @Nullable String writerText;
  private @Nullable String username;

  AgentDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * New settings since the last call.
   *
   * @return null: nothing new, or the file is not there
   * @throws SettingsException once for each content that cannot be used
   */
  @Nullable AgentSettings newSettings() throws IOException, SettingsException {
    String text = read(AgentFiles.SETTINGS);
    if (text == null || text.equals(settingsText)) {
      return null;
    }
    settingsText = text;
    return AgentSettings.parse(properties(text));
  }

  /** New writer properties since the last call; null: nothing new, or they are not there. */
  @Nullable Properties newWriter() throws IOException {
    String text = read(AgentFiles.WRITER);
    if (text == null || text.equals(writerText)) {
      return null;
    }
    writerText = text;
    return properties(text);
  }

  /** Whether the writer's name is another than at the last call. */
  boolean usernameChanged() throws IOException {
    String now = read(AgentFiles.USERNAME);
    String trimmed = now == null ? null : now.trim();
    boolean changed = !Objects.equals(trimmed, username);
    username = trimmed;
    return changed;
  }

  /** Null while there is no writer key. */
  @Nullable String writerPrincipal() {
    return username == null || username.isEmpty() ? null : "User:" + username;
  }

  private static Properties properties(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return properties;
  }

  private @Nullable String read(String name) throws IOException {
    Path file = directory.resolve(name);
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new IOException(file + " is larger than 1 MiB");
      }
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
