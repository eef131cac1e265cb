package io.kafkaaudit.agent.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * A broker's command line, as {@code sun.java.command} has it: main class, configuration file, and
 * {@code --override key=value} as often as wanted, joined by spaces, which each of them may hold as
 * well. Immutable.
 */
final class CommandLine {
  private static final Pattern OVERRIDE = Pattern.compile("\\s--override(?:\\s+|=)");
  private static final Pattern NO_SERVER = Pattern.compile("\\s--(?:help|version)(?=\\s|$)");

  /** Main classes that print their usage if they get no argument; others may need none. */
  private static final Pattern KAFKAS = Pattern.compile("kafka[.]Kafka|.*[.]SupportedKafka");

  private final String main;
  private final String arguments;

  private CommandLine(String main, String arguments) {
    this.main = main;
    this.arguments = arguments;
  }

  static CommandLine of(String command) {
    String trimmed = command.trim();
    String main = trimmed.split("\\s", 2)[0];
    return new CommandLine(main, trimmed.substring(main.length()));
  }

  /** False where the broker only tells its usage or version, and ends. */
  boolean startsServer() {
    return !KAFKAS.matcher(main).matches()
        || (!arguments.isEmpty() && !NO_SERVER.matcher(arguments).find());
  }

  /** The file's properties and those that override them, as they are written: Kafka's way. */
  Properties properties() throws IOException {
    String[] parts = OVERRIDE.split(arguments, -1);
    Properties properties = new Properties();
    try (InputStream file = Files.newInputStream(file(parts[0].trim()))) {
      properties.load(file);
    } catch (IllegalArgumentException e) { // a malformed Unicode escape
      throw new IOException(e);
    }
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0) {
        properties.setProperty(
            parts[i].substring(0, equals).trim(), parts[i].substring(equals + 1).trim());
      }
    }
    return properties;
  }

  /** A path may have spaces; what follows it may be an option that is not known here. */
  private static Path file(String text) {
    Path whole = Paths.get(text);
    return Files.exists(whole) ? whole : Paths.get(text.split("\\s", 2)[0]);
  }
}
