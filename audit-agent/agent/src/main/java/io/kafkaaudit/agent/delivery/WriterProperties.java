package io.kafkaaudit.agent.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Kafka client properties of the writer key, by an allow-list: Kafka's clients load classes and
 * files that properties name. Messages name keys, never values.
 */
final class WriterProperties {
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
          "ssl.enabled.protocols",
          "ssl.endpoint.identification.algorithm",
          "request.timeout.ms",
          "reconnect.backoff.ms",
          "reconnect.backoff.max.ms");
  private static final Pattern LOGIN_MODULE =
      Pattern.compile(
          "\\s*org\\.apache\\.kafka\\.common\\.security\\."
              + "(scram\\.ScramLoginModule|plain\\.PlainLoginModule|oauthbearer\\.OAuthBearerLoginModule)"
              + "\\s+required\\b[^;]*;\\s*");

  private WriterProperties() {}

  /** What is wrong with the properties and how to mend it; null: they can be used. */
  static @Nullable String problem(Properties properties) {
    List<String> problems = new ArrayList<>();
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      if (!ALLOWED.contains(key)) {
        problems.add("remove " + key + ", which the writer may not set");
      }
    }
    if (properties.getProperty("bootstrap.servers", "").trim().isEmpty()) {
      problems.add("add bootstrap.servers");
    }
    String jaas = properties.getProperty("sasl.jaas.config");
    if (jaas != null && !LOGIN_MODULE.matcher(jaas).matches()) {
      problems.add(
          "sasl.jaas.config must be one entry of Kafka's Scram, Plain or OAuthBearer login module");
    }
    return problems.isEmpty() ? null : String.join("; ", problems);
  }

  /** The producer's configuration; what keeps the account right cannot be changed. */
  static Properties producer(Properties writer, String clientId) {
    Properties all = new Properties();
    all.putAll(writer);
    all.setProperty("client.id", clientId);
    all.setProperty("acks", "all");
    all.setProperty("enable.idempotence", "true");
    all.setProperty("linger.ms", "20");
    all.setProperty("batch.size", "65536");
    all.setProperty("buffer.memory", "16777216");
    // A topic that is not there keeps the records of the other topic waiting only so long.
    all.setProperty("max.block.ms", "1000");
    all.setProperty("delivery.timeout.ms", "30000");
    all.putIfAbsent("request.timeout.ms", "10000");
    all.putIfAbsent("reconnect.backoff.max.ms", "2000");
    return all;
  }
}
