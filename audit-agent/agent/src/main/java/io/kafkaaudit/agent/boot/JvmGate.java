package io.kafkaaudit.agent.boot;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether this JVM is a broker or controller. JAVA_TOOL_OPTIONS reaches every JVM of the container,
 * command line tools too, and in those the agent must not be felt.
 */
final class JvmGate {
  /** The second is that of Confluent's images. */
  private static final Set<String> BROKERS =
      Set.of("kafka.Kafka", "io.confluent.support.metrics.SupportedKafka");

  private JvmGate() {}

  /**
   * @param command the system property sun.java.command: main class and arguments
   * @param configuredMain a further main class; null: none
   */
  static boolean isBroker(@Nullable String command, @Nullable String configuredMain) {
    if (command == null) {
      return false;
    }
    int space = command.indexOf(' ');
    String main = space < 0 ? command : command.substring(0, space);
    return BROKERS.contains(main) || main.equals(configuredMain);
  }
}
