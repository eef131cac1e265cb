package io.kafkaaudit.agent.boot;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.HashSet;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/**
 * What the agent needs of the broker's own configuration, read from the file that the command line
 * names, for no class of the broker may be loaded before the hooks are in place.
 */
final class BrokerConfig {
  private final Properties properties;

  private BrokerConfig(Properties properties) {
    this.properties = properties;
  }

  /**
   * @param command main class, configuration file, and {@code --override key=value} as often as
   *     wanted
   */
  static BrokerConfig of(String command) throws IOException {
    String[] words = command.trim().split(" +", -1);
    Properties properties = new Properties();
    if (words.length > 1 && !words[1].startsWith("-")) {
      try (Reader reader = Files.newBufferedReader(Paths.get(words[1]), StandardCharsets.UTF_8)) {
        properties.load(reader);
      }
    }
    for (int i = 2; i + 1 < words.length; i++) {
      int equals = words[i + 1].indexOf('=');
      if (words[i].equals("--override") && equals > 0) {
        properties.setProperty(
            words[i + 1].substring(0, equals), words[i + 1].substring(equals + 1));
      }
    }
    return new BrokerConfig(properties);
  }

  boolean isZooKeeperMode() {
    return properties.getProperty("process.roles", "").trim().isEmpty();
  }

  /** Whether the node is a broker, and not a controller only. */
  boolean isBroker() {
    return properties.getProperty("process.roles", "").contains("broker");
  }

  int nodeId() {
    String id = properties.getProperty("node.id", properties.getProperty("broker.id", "-1"));
    return Integer.parseInt(id.trim());
  }

  /** The first of the controllers' listeners; "" where there is none. */
  String controllerListener() {
    return properties.getProperty("controller.listener.names", "").split(",", -1)[0].trim();
  }

  /**
   * The listeners by which brokers and controllers come in, as requests name them; empty: that is
   * not known, for the broker gets them from elsewhere.
   */
  Set<String> listenersAmongNodes() {
    Set<String> names = new HashSet<>();
    String protocol = properties.getProperty("security.inter.broker.protocol", "PLAINTEXT");
    String brokers = properties.getProperty("inter.broker.listener.name", protocol);
    String all = properties.getProperty("controller.listener.names", "") + "," + brokers;
    if (all.contains("${")) {
      return Set.of();
    }
    for (String name : all.split(",", -1)) {
      names.add(name.trim().toUpperCase(Locale.ROOT));
    }
    names.remove("");
    return names;
  }

  /** The class that decides about rights; "": none is configured. */
  String authorizer() {
    return properties.getProperty("authorizer.class.name", "").trim();
  }

  /** The cluster's id as {@code kafka-storage format} wrote it. */
  String clusterId() throws IOException {
    Path meta = metadataDirectory().resolve("meta.properties");
    Properties stored = new Properties();
    try (Reader reader = Files.newBufferedReader(meta, StandardCharsets.UTF_8)) {
      stored.load(reader);
    }
    String id = stored.getProperty("cluster.id");
    if (id == null) {
      throw new IOException(meta + " has no cluster.id");
    }
    return id;
  }

  /** Where the metadata log is: the first of the data directories, unless one is set for it. */
  Path metadataDirectory() {
    String directory =
        properties.getProperty(
            "metadata.log.dir",
            properties.getProperty(
                "log.dirs", properties.getProperty("log.dir", "/tmp/kafka-logs")));
    return Paths.get(directory.split(",", -1)[0].trim());
  }
}
