package io.kafkaaudit.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Kafka release as the class path of a broker.
 *
 * @param version such as 4.3.1
 * @param classPath as the JVM takes it
 */
public record BrokerVersion(String version, String classPath) {

  /**
   * Reads what the build of {@code audit-agent/brokers/kafka-<version>} wrote.
   *
   * @param brokers the folder audit-agent/brokers
   */
  public static BrokerVersion of(Path brokers, String version) {
    Path file = brokers.resolve("kafka-" + version).resolve("target/classpath.txt");
    try {
      return new BrokerVersion(version, Files.readString(file).trim());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "build audit-agent/brokers/kafka-" + version + " first: it writes " + file, e);
    }
  }
}
