package io.kafkaaudit.operator.kafka;

import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Client properties that somebody else wrote, by an allow-list: Kafka's clients load the classes
 * and read the files that properties name. Immutable; shows no value.
 */
public final class AdminProperties {
  private static final Set<String> ALLOWED =
      Set.of(
          "bootstrap.servers",
          "security.protocol",
          "sasl.mechanism",
          "sasl.jaas.config",
          "ssl.truststore.type",
          "ssl.truststore.certificates",
          "ssl.keystore.type",
          "ssl.keystore.certificate.chain",
          "ssl.keystore.key",
          "ssl.key.password",
          "ssl.enabled.protocols",
          "ssl.protocol",
          "ssl.endpoint.identification.algorithm",
          "request.timeout.ms",
          "default.api.timeout.ms",
          "socket.connection.setup.timeout.ms",
          "socket.connection.setup.timeout.max.ms");

  /**
   * One entry of one of three modules; options are name=value, the value in quotes or one word: in
   * anything else Kafka's reader could see a comment, and another entry after it. Possessive, so
   * that a long value costs neither time nor stack.
   */
  private static final Pattern JAAS =
      Pattern.compile(
          "\\s*org\\.apache\\.kafka\\.common\\.security\\."
              + "(scram\\.ScramLoginModule|plain\\.PlainLoginModule|oauthbearer\\.OAuthBearerLoginModule)"
              + "\\s+required(?:\\s+\\w++\\s*+=\\s*+(?:\"(?:[^\"\\\\]++|\\\\.)*+\"|[\\w.-]++))*+"
              + "\\s*+;\\s*+");

  private static final Pattern USERNAME =
      Pattern.compile("\\susername\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([\\w.-]+))");

  private static final Set<String> PEM_ONLY = Set.of("ssl.truststore.type", "ssl.keystore.type");

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
      check(name, properties.getProperty(name).trim());
    }
    if (properties.getProperty("bootstrap.servers", "").isBlank()) {
      throw UnsupportedClientProperty.invalid(
          "bootstrap.servers", "is missing: write host:port of the destination's admin listener");
    }
    return new AdminProperties(properties);
  }

  private static void check(String name, String value) {
    if (!ALLOWED.contains(name)) {
      throw new UnsupportedClientProperty(
          name,
          "may not be set: remove it. Allowed are " + String.join(", ", new TreeSet<>(ALLOWED)));
    }
    if (name.equals("sasl.jaas.config") && !JAAS.matcher(value).matches()) {
      throw new UnsupportedClientProperty(
          name,
          "must be one entry of Kafka's ScramLoginModule, PlainLoginModule or OAuthBearerLoginModule");
    }
    if (PEM_ONLY.contains(name) && !value.equals("PEM")) {
      throw new UnsupportedClientProperty(
          name, "must be PEM, with the certificates in the file itself, for files are not read");
    }
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
