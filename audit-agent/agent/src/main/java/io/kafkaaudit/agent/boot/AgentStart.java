package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.instrument.Coverage;
import io.kafkaaudit.agent.instrument.HookTransformer;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * Puts the agent into a broker, before the broker's main runs. {@link KafkaAuditAgent} calls it.
 */
final class AgentStart {
  private AgentStart() {}

  /**
   * Returns at once; no class of the broker is loaded here, for the hooks are not in place yet.
   *
   * @param argument of -javaagent
   * @param command main class and arguments of the JVM
   */
  static void begin(@Nullable String argument, String command, Instrumentation instrumentation) {
    CommandLine line = CommandLine.of(command);
    if (!line.startsServer()) {
      return;
    }
    if (runsWithZooKeeper(line)) {
      Stderr.say(AgentThread.WITH_ZOOKEEPER);
      return;
    }
    Coverage coverage = new Coverage();
    instrumentation.addTransformer(
        new HookTransformer(coverage, ClassLoader.getSystemClassLoader()));
    AgentThread agent =
        new AgentThread(
            new AgentDirectory(AgentArguments.parse(argument).directory()),
            new ConfigSource(line, coverage),
            coverage);
    Thread thread = new Thread(agent, "kafka-audit-encoder");
    thread.setDaemon(true);
    thread.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  BrokerShutdown.await();
                  agent.stop(thread);
                },
                "kafka-audit-stop"));
  }

  /** As far as the file tells: then nothing is put in. Later the broker itself tells. */
  private static boolean runsWithZooKeeper(CommandLine line) {
    try {
      return BrokerConfig.written(line.properties()).isZooKeeperMode();
    } catch (IOException | RuntimeException e) {
      return false; // the broker says what is wrong with its file
    }
  }
}
