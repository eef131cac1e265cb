package io.kafkaaudit.agent.delivery;

import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An error with the whole chain of its causes, of bounded length and without secrets. */
public final class ErrorText {
  private static final int MOST_CHARACTERS = 1_000;
  private static final String NO_TEXT = "an error that could not be put into words";
  private static final int MOST_CAUSES = 10;

  /** A shorter secret would be found in innocent words. */
  private static final int SHORTEST_SECRET = 4;

  private static final String[] SECRETS = {
    "sasl.jaas.config", "ssl.keystore.key", "ssl.key.password"
  };
  private static final Pattern OPTION =
      Pattern.compile("(\\w+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([\\w.-]+))");

  private ErrorText() {}

  /** The text of an error that has nothing to do with a configuration. */
  public static String of(Throwable error) {
    return of(error, null);
  }

  /**
   * @param config whose secrets must not be in the text
   */
  static String of(Throwable error, @Nullable Properties config) {
    try {
      String text = withoutSecrets(chain(error), config);
      return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
    } catch (Throwable e) {
      return error instanceof OutOfMemoryError ? "OutOfMemoryError" : NO_TEXT;
    }
  }

  private static String chain(Throwable error) {
    StringBuilder text = new StringBuilder();
    Throwable cause = error;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      text.append(i == 0 ? "" : "; caused by ").append(one(cause));
      cause = cause.getCause();
    }
    return text.toString();
  }

  private static String one(Throwable error) {
    String message = error.getMessage();
    if (error instanceof WrongDestinationException) {
      return String.valueOf(message);
    }
    String name = error.getClass().getSimpleName();
    if (message == null) {
      return name;
    }
    boolean isLong = message.length() > MOST_CHARACTERS;
    return name + ": " + (isLong ? message.substring(0, MOST_CHARACTERS) : message);
  }

  private static String withoutSecrets(String text, @Nullable Properties config) {
    String clean = text;
    for (String name : SECRETS) {
      String value = config == null ? null : config.getProperty(name);
      clean = without(value == null ? null : value.trim(), clean);
    }
    String jaas = config == null ? null : config.getProperty("sasl.jaas.config");
    Matcher options = OPTION.matcher(jaas == null ? "" : jaas);
    while (options.find()) {
      if (!options.group(1).equals("username")) {
        clean = without(options.group(2) == null ? options.group(3) : options.group(2), clean);
      }
    }
    return clean;
  }

  private static String without(@Nullable String secret, String text) {
    return secret == null || secret.length() < SHORTEST_SECRET
        ? text
        : text.replace(secret, "[hidden]");
  }
}
