package io.kafkaaudit.agent.boot;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of the Kafka on the class path, as kafka-clients carries it. */
final class KafkaVersion {
  static final String UNKNOWN = "unknown";

  /** A file, for the class that reads it is another since Kafka 4.4. */
  private static final String RESOURCE = "kafka/kafka-version.properties";

  private KafkaVersion() {}

  /** The version; {@link #UNKNOWN} if there is none. */
  static String read() {
    Properties properties = new Properties();
    try (InputStream in = ClassLoader.getSystemResourceAsStream(RESOURCE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException | IllegalArgumentException e) {
      return UNKNOWN; // a coverage gap says so
    }
    return properties.getProperty("version", UNKNOWN).trim();
  }
}
