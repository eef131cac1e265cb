package io.kafkaaudit.contract;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which Kafka client properties somebody else may write: Kafka's clients load the classes and read
 * the files that properties name, so that only what is listed here is let through. Immutable.
 */
public final class ClientProperties {
  /** How to reach a cluster and log in to it; certificates as text only. */
  private static final Set<String> CONNECTION =
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
          "request.timeout.ms");

  private static final Set<String> PEM_ONLY = Set.of("ssl.truststore.type", "ssl.keystore.type");

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

  private final Set<String> allowed;

  /**
   * The properties of a connection, and some more.
   *
   * @param more names; none that loads a class or reads a file
   */
  public ClientProperties(String... more) {
    Set<String> all = new TreeSet<>(CONNECTION);
    all.addAll(Set.of(more));
    this.allowed = all;
  }

  /**
   * What is wrong with a property and how to mend it, without its value, to be read after its name;
   * null: nothing.
   */
  public @Nullable String problem(String name, String value) {
    if (!allowed.contains(name)) {
      return "may not be set: remove it. Allowed are " + String.join(", ", allowed);
    }
    String trimmed = value.trim();
    if (name.equals("sasl.jaas.config") && !JAAS.matcher(trimmed).matches()) {
      return "must be one entry of Kafka's ScramLoginModule, PlainLoginModule or"
          + " OAuthBearerLoginModule";
    }
    if (PEM_ONLY.contains(name) && !trimmed.equals("PEM")) {
      return "must be PEM, with the certificates in the file itself, for files are not read";
    }
    return null;
  }
}
