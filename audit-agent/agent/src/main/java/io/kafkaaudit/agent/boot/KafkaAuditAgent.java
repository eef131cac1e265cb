package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.instrument.Coverage;
import io.kafkaaudit.agent.instrument.HookTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The agent's entry: {@code -javaagent:kafka-audit-agent.jar[=directory[,main=class]]}. */
public final class KafkaAuditAgent {
  private KafkaAuditAgent() {}

  /** Called by the JVM before the broker's main. Whatever fails here, the broker starts. */
  public static void premain(@Nullable String argument, Instrumentation instrumentation) {
    try {
      AgentArguments arguments = AgentArguments.parse(argument);
      String command = System.getProperty("sun.java.command");
      if (command != null && JvmGate.isBroker(command, arguments.mainClass())) {
        begin(arguments, command, instrumentation);
      }
    } catch (Throwable e) {
      say("not active: " + e);
    }
  }

  private static void begin(
      AgentArguments arguments, String command, Instrumentation instrumentation) throws Exception {
    BrokerConfig broker = BrokerConfig.of(command);
    if (broker.isZooKeeperMode()) {
      say("not active: this broker runs with ZooKeeper; only KRaft (process.roles) is supported");
      return;
    }
    Coverage coverage = new Coverage();
    instrumentation.addTransformer(
        new HookTransformer(coverage, ClassLoader.getSystemClassLoader()));
    AgentThread agent =
        new AgentThread(new AgentDirectory(arguments.directory()), broker, coverage);
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

  /** One line on stderr, in ASCII, without anything that the text may smuggle in. */
  static void say(String text) {
    byte[] line =
        ("kafka-audit-agent: " + text.replaceAll("[^ -~]", "?") + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    System.err.write(line, 0, line.length);
    System.err.flush();
  }
}
