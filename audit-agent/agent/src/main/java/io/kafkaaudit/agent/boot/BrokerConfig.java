package io.kafkaaudit.agent.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the agent needs of the broker's own configuration. Immutable. */
final class BrokerConfig {
  private static final List<String> NEEDED =
      List.of(
          "process.roles",
          "node.id",
          "broker.id",
          "controller.listener.names",
          "inter.broker.listener.name",
          "security.inter.broker.protocol",
          "authorizer.class.name",
          "metadata.log.dir",
          "log.dirs",
          "log.dir");

  private static final Set<String> AMONG_NODES =
      Set.of(
          "controller.listener.names",
          "inter.broker.listener.name",
          "security.inter.broker.protocol");

  private final Set<String> unknown = new TreeSet<>();
  private final Map<String, Object> values = new TreeMap<>();
  private final List<String> gaps = new ArrayList<>();

  private BrokerConfig() {}

  /** As the broker itself understood it, where providers have given their values. */
  static BrokerConfig resolved(Map<String, ?> values) {
    BrokerConfig config = new BrokerConfig();
    for (String name : NEEDED) {
      Object value = values.get(name);
      if (value != null) {
        config.values.put(name, value);
      }
    }
    return config;
  }

  /** As it is written, where values of providers are not known. */
  static BrokerConfig written(Properties properties) {
    BrokerConfig config = new BrokerConfig();
    for (String name : NEEDED) {
      String value = properties.getProperty(name);
      if (value != null && value.contains("${")) {
        config.gaps.add("the broker's " + name + " is not known, it is written as " + value);
        config.unknown.add(name);
      } else if (value != null) {
        config.values.put(name, value.trim());
      }
    }
    return config;
  }

  /** The broker runs, and nothing of its configuration is known. */
  static BrokerConfig unknown(String why) {
    BrokerConfig config = new BrokerConfig();
    config.gaps.add("the broker's configuration is not known: " + why);
    return config;
  }

  /** What could not be known, each as a coverage gap says it. */
  List<String> gaps() {
    return new ArrayList<>(gaps);
  }

  boolean isZooKeeperMode() {
    return gaps.isEmpty() && list("process.roles").isEmpty();
  }

  /** Whether the node is a broker, and not a controller only. */
  boolean isBroker() {
    List<String> roles = list("process.roles");
    return roles.isEmpty() || roles.contains("broker");
  }

  /** The id of the node; -1: not known. */
  int nodeId() {
    List<String> id = list("node.id").isEmpty() ? list("broker.id") : list("node.id");
    try {
      return id.isEmpty() ? -1 : Integer.parseInt(id.get(0));
    } catch (NumberFormatException e) {
      return -1; // the broker does not start with that
    }
  }

  /**
   * The listeners by which brokers and controllers come in, as requests name them; empty: that is
   * not known, for the broker gets them from elsewhere.
   */
  Set<String> listenersAmongNodes() {
    if (values.isEmpty() || unknown.stream().anyMatch(AMONG_NODES::contains)) {
      return Set.of();
    }
    Set<String> names = controllerListeners();
    List<String> brokers = list("inter.broker.listener.name");
    if (brokers.isEmpty()) {
      brokers = list("security.inter.broker.protocol");
    }
    names.add(brokers.isEmpty() ? "PLAINTEXT" : brokers.get(0).toUpperCase(Locale.ROOT));
    return names;
  }

  /** The class that decides about rights; "": none is configured. */
  String authorizer() {
    List<String> authorizer = list("authorizer.class.name");
    return authorizer.isEmpty() ? "" : authorizer.get(0);
  }

  /** The controllers' listeners, under the names that requests give. */
  Set<String> controllerListeners() {
    Set<String> names = new LinkedHashSet<>();
    list("controller.listener.names").forEach(name -> names.add(name.toUpperCase(Locale.ROOT)));
    return names;
  }

  /** The cluster's id as {@code kafka-storage format} wrote it; null: the storage has none. */
  @Nullable String clusterId() throws IOException {
    Properties stored = new Properties();
    try (InputStream meta = Files.newInputStream(metadataDirectory().resolve("meta.properties"))) {
      stored.load(meta);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IllegalArgumentException e) {
      throw new IOException(e);
    }
    return stored.getProperty("cluster.id");
  }

  /** Where the metadata log is: the first of the data directories, unless one is set for it. */
  Path metadataDirectory() {
    for (String name : List.of("metadata.log.dir", "log.dirs", "log.dir")) {
      List<String> directories = list(name);
      if (!directories.isEmpty()) {
        return Paths.get(directories.get(0));
      }
    }
    return Paths.get("/tmp/kafka-logs"); // Kafka's default
  }

  /** A list, or text with commas: which of both depends on the version. */
  private List<String> list(String name) {
    Object value = values.get(name);
    List<String> all = new ArrayList<>();
    if (value instanceof List) {
      ((List<?>) value).forEach(each -> all.add(String.valueOf(each).trim()));
    } else if (value != null) {
      for (String each : value.toString().split(",", -1)) {
        all.add(each.trim());
      }
    }
    all.removeIf(String::isEmpty);
    return all;
  }
}
