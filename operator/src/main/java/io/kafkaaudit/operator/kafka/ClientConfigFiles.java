package io.kafkaaudit.operator.kafka;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key as files that any Kafka client reads. Pure.
 *
 * @param bootstrapServers the SCRAM listener
 * @param caPem certificates to trust as PEM text; null: no TLS
 * @param user key id
 * @param password of A-Z, a-z and 0-9, so that no format needs to quote it
 */
public record ClientConfigFiles(
    String bootstrapServers, @Nullable String caPem, String user, String password) {
  private static final String MECHANISM = "SCRAM-SHA-512";

  /** Only what every format can hold unquoted. */
  public ClientConfigFiles {
    if (!user.matches("[A-Za-z0-9]{1,64}") || !password.matches("[A-Za-z0-9]{1,128}")) {
      throw new IllegalArgumentException("key ids and passwords are letters and digits only");
    }
    if (!bootstrapServers.matches("[A-Za-z0-9._:,\\[\\]-]+")) {
      throw new IllegalArgumentException("bootstrap servers are host:port, separated by commas");
    }
  }

  /**
   * The Secret of a consumer.
   *
   * @param mountPath where the consumer mounts it
   * @param groupId a group id that the key may use
   */
  public Map<String, String> consumer(String topic, String groupId, String mountPath) {
    Map<String, String> client = new TreeMap<>(properties());
    client.put("group.id", groupId);
    Map<String, String> files = new TreeMap<>();
    files.put("username", user);
    files.put("password", password);
    files.put("sasl.jaas.config", jaas());
    files.put("bootstrap.servers", bootstrapServers);
    files.put("topic", topic);
    files.put("group.id", groupId);
    files.put("security.protocol", protocol());
    files.put("sasl.mechanism", MECHANISM);
    if (caPem != null) {
      files.put("ca.crt", caPem);
    }
    files.put("client.properties", text(client));
    files.put("connect.properties", text(connect(client)));
    files.put("librdkafka.conf", librdkafka(groupId, mountPath));
    return files;
  }

  /** The Secret of the agents' own key. */
  public Map<String, String> writer() {
    return Map.of("writer.properties", text(properties()), "username", user);
  }

  /** Settings of a client that is this key. */
  Map<String, String> properties() {
    Map<String, String> properties = new TreeMap<>();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("security.protocol", protocol());
    properties.put("sasl.mechanism", MECHANISM);
    properties.put("sasl.jaas.config", jaas());
    if (caPem != null) {
      properties.put("ssl.truststore.type", "PEM");
      properties.put("ssl.truststore.certificates", caPem);
    }
    return properties;
  }

  /** A standalone worker's own connections and those of its sink connectors' consumers. */
  private static Map<String, String> connect(Map<String, String> client) {
    Map<String, String> connect = new TreeMap<>();
    client.forEach(
        (name, value) -> {
          if (!name.equals("group.id")) {
            connect.put(name, value);
          }
          if (!name.equals("bootstrap.servers")) {
            connect.put("consumer." + name, value);
          }
        });
    return connect;
  }

  /** The format of {@code kcat -F}: a line for each setting, nothing quoted. */
  private String librdkafka(String groupId, String mountPath) {
    StringBuilder text = new StringBuilder();
    text.append("bootstrap.servers=").append(bootstrapServers).append('\n');
    text.append("security.protocol=").append(protocol()).append('\n');
    text.append("sasl.mechanism=").append(MECHANISM).append('\n');
    text.append("sasl.username=").append(user).append('\n');
    text.append("sasl.password=").append(password).append('\n');
    text.append("group.id=").append(groupId).append('\n');
    if (caPem != null) {
      text.append("ssl.ca.location=").append(mountPath).append("/ca.crt\n");
    }
    return text.toString();
  }

  private String protocol() {
    return caPem == null ? "SASL_PLAINTEXT" : "SASL_SSL";
  }

  private String jaas() {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
        + user
        + "\" password=\""
        + password
        + "\";";
  }

  /** As java.util.Properties escapes, sorted, without its date. */
  private static String text(Map<String, String> settings) {
    StringBuilder text = new StringBuilder();
    settings.forEach(
        (name, value) -> {
          Properties one = new Properties();
          one.setProperty(name, value);
          StringWriter line = new StringWriter();
          try {
            one.store(line, null);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          text.append(
              line.toString()
                  .lines()
                  .filter(l -> !l.startsWith("#"))
                  .collect(Collectors.joining("\n", "", "\n")));
        });
    return text.toString();
  }

  /** Shows no password. */
  @Override
  public String toString() {
    return "ClientConfigFiles[" + user + "@" + bootstrapServers + "]";
  }
}
