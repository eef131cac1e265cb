package io.kafkaaudit.agent.boot;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * The agent's entry: {@code -javaagent:kafka-audit-agent.jar[=directory[,main=class]]}. Bytecode of
 * Java 8, for a JVM that cannot load its agent's entry does not start.
 */
public final class KafkaAuditAgent {
  /** By name, so that this class links none of what Java 8 cannot load. */
  private static final String START = "io.kafkaaudit.agent.boot.AgentStart";

  private KafkaAuditAgent() {}

  /** Called by the JVM before the broker's main. Whatever fails here, the broker starts. */
  public static void premain(@Nullable String argument, Instrumentation instrumentation) {
    premain(argument, instrumentation, System.getProperty("java.specification.version"));
  }

  static void premain(
      @Nullable String argument, Instrumentation instrumentation, @Nullable String specification) {
    try {
      String command = System.getProperty("sun.java.command");
      if (!JvmGate.isBroker(command, argument)) {
        return;
      }
      if (!JvmGate.isNewEnough(specification)) {
        say("it needs Java 11 or newer, and this broker runs on Java " + specification);
        return;
      }
      Class.forName(START)
          .getDeclaredMethod("begin", String.class, String.class, Instrumentation.class)
          .invoke(null, argument, command, instrumentation);
    } catch (InvocationTargetException e) {
      say(String.valueOf(e.getCause()));
    } catch (Throwable e) {
      say(e.toString());
    }
  }

  /** One line, as those of {@link Stderr}, which is not for Java 8. */
  private static void say(String why) {
    System.err.println(("kafka-audit-agent: not active: " + why).replaceAll("[^ -~]", "?"));
  }
}
