package io.kafkaaudit.agent.boot;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether this JVM is a broker or controller on which the agent can run. JAVA_TOOL_OPTIONS reaches
 * every JVM of the container, command line tools too, and in those the agent must not be felt.
 *
 * <p>Bytecode of Java 8, as is everything that is loaded before the version is known: see the
 * module's pom.xml.
 */
final class JvmGate {
  /** Main classes of brokers; the second is that of Confluent's images. */
  private static final List<String> BROKERS =
      Arrays.asList("kafka.Kafka", "io.confluent.support.metrics.SupportedKafka");

  private static final String MAIN = ",main=";

  private JvmGate() {}

  /**
   * Whether the JVM's main class is that of a broker.
   *
   * @param command the system property sun.java.command: main class and arguments
   * @param argument of -javaagent, which may name a further main class
   */
  static boolean isBroker(@Nullable String command, @Nullable String argument) {
    if (command == null) {
      return false;
    }
    String main = command.trim().split("\\s", 2)[0];
    int at = argument == null ? -1 : argument.indexOf(MAIN);
    return BROKERS.contains(main)
        || (argument != null
            && at >= 0
            && main.equals(argument.substring(at + MAIN.length()).trim()));
  }

  /**
   * Whether the rest of the agent can be loaded.
   *
   * @param specification the system property java.specification.version: 1.8, then 9 and so on
   */
  static boolean isNewEnough(@Nullable String specification) {
    return specification != null
        && specification.matches("[0-9]{1,4}")
        && Integer.parseInt(specification) >= 11;
  }
}
