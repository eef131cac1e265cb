package io.kafkaaudit.agent.boot;

import io.kafkaaudit.contract.ClientProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Kafka client properties of the writer key. Messages name properties, never values. */
final class WriterProperties {
  private static final ClientProperties ALLOWED =
      new ClientProperties("reconnect.backoff.ms", "reconnect.backoff.max.ms");

  private WriterProperties() {}

  /** What is wrong with the properties and how to mend it; null: they can be used. */
  static @Nullable String problem(Properties properties) {
    List<String> problems = new ArrayList<>();
    for (String name : new TreeSet<>(properties.stringPropertyNames())) {
      String problem = ALLOWED.problem(name, properties.getProperty(name));
      if (problem != null) {
        problems.add(name + " " + problem);
      }
    }
    if (properties.getProperty("bootstrap.servers", "").trim().isEmpty()) {
      problems.add("bootstrap.servers is missing: add it");
    }
    return problems.isEmpty() ? null : String.join("; ", problems);
  }
}
