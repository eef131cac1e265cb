package io.kafkaaudit.operator.kafka;

import io.kafkaaudit.contract.ClientProperties;
import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Client properties that somebody else wrote. Immutable; shows no value. */
public final class AdminProperties {
  private static final ClientProperties ALLOWED =
      new ClientProperties(
          "default.api.timeout.ms",
          "socket.connection.setup.timeout.ms",
          "socket.connection.setup.timeout.max.ms");

  private static final Pattern USERNAME =
      Pattern.compile("\\susername\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([\\w.-]+))");

  private final Properties properties;

  private AdminProperties(Properties properties) {
    this.properties = properties;
  }

  /**
   * Reads the text of {@code client.properties}.
   *
   * @throws UnsupportedClientProperty naming the first property that may not be there
   */
  public static AdminProperties parse(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      throw UnsupportedClientProperty.invalid(
          "client.properties", "is no .properties file: write lines of name=value");
    }
    for (String name : new TreeSet<>(properties.stringPropertyNames())) {
      String problem = ALLOWED.problem(name, properties.getProperty(name));
      if (problem != null) {
        throw new UnsupportedClientProperty(name, problem);
      }
    }
    if (properties.getProperty("bootstrap.servers", "").isBlank()) {
      throw UnsupportedClientProperty.invalid(
          "bootstrap.servers", "is missing: write host:port of the destination's admin listener");
    }
    return new AdminProperties(properties);
  }

  /** The cluster that the properties are for: the only one that their password is sent to. */
  public String bootstrapServers() {
    return properties.getProperty("bootstrap.servers").trim();
  }

  /** The admin's own principal; null where its login module does not name the user. */
  public @Nullable String principal() {
    Matcher user = USERNAME.matcher(properties.getProperty("sasl.jaas.config", ""));
    if (!user.find()) {
      return null;
    }
    String quoted = user.group(1);
    return "User:" + (quoted == null ? user.group(2) : quoted.replaceAll("\\\\(.)", "$1"));
  }

  Properties toClient() {
    Properties copy = new Properties();
    copy.putAll(properties);
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AdminProperties admin && admin.properties.equals(properties);
  }

  @Override
  public int hashCode() {
    return properties.hashCode();
  }

  @Override
  public String toString() {
    return "AdminProperties" + new TreeSet<>(properties.stringPropertyNames());
  }
}
