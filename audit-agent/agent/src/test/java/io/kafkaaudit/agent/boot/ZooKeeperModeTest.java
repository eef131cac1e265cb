package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that runs with ZooKeeper starts without the agent, and is told why in one line. */
class ZooKeeperModeTest {
  private static final String COMMAND = "sun.java.command";

  @TempDir Path directory;
  private final PrintStream stderr = System.err;
  private final String command = System.getProperty(COMMAND);
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(stderr);
    System.setProperty(COMMAND, command);
  }

  @Test
  void isRefusedByName() throws Exception {
    premain("broker.id=1\nzookeeper.connect=zookeeper:2181\n");
    assertThat(told.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "kafka-audit-agent: not active: this broker runs with ZooKeeper;"
                + " only KRaft (process.roles) is supported\n");
  }

  /** Such a node has its roles beside the way to ZooKeeper, and hooks are put in. */
  @Test
  void aControllerThatMigratesFromItIsNot() throws Exception {
    premain(
        "node.id=3000\nprocess.roles=controller\n"
            + "zookeeper.metadata.migration.enable=true\nzookeeper.connect=zookeeper:2181\n");
    assertThat(told.toString(StandardCharsets.UTF_8)).contains("addTransformer is called");
  }

  /** The broker itself says what is wrong with its file. */
  @Test
  void norIsOneWhoseFileCannotBeRead() throws Exception {
    premain("process.roles=\\u00g1\n");
    assertThat(told.toString(StandardCharsets.UTF_8)).contains("addTransformer is called");
  }

  @Test
  void rolesMayComeFromTheCommandLine() throws Exception {
    premain("process.roles=\n", " --override process.roles=broker");
    assertThat(told.toString(StandardCharsets.UTF_8)).contains("addTransformer is called");
  }

  /** As the JVM calls it, where instrumentation that is used fails and says by what. */
  private void premain(String serverProperties, String... further) throws Exception {
    Path file = Files.writeString(directory.resolve("server.properties"), serverProperties);
    System.setProperty(COMMAND, "kafka.Kafka " + file + String.join("", further));
    Instrumentation unused =
        (Instrumentation)
            Proxy.newProxyInstance(
                Instrumentation.class.getClassLoader(),
                new Class<?>[] {Instrumentation.class},
                (proxy, method, arguments) -> {
                  throw new IllegalStateException(method.getName() + " is called");
                });
    KafkaAuditAgent.premain(directory.toString(), unused);
  }
}
