package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.agent.instrument.Coverage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentThreadTest {
  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

  @TempDir Path directory;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  @AfterEach
  void restore() throws Exception {
    System.setErr(stderr);
    ObjectName agent = new ObjectName("io.kafkaaudit:type=Agent");
    if (BEANS.isRegistered(agent)) {
      BEANS.unregisterMBean(agent);
    }
  }

  @Test
  void aRunThatCouldNotBeginIsTriedAgainWithTheSameSettings() throws Exception {
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    Path server = directory.resolve("server.properties");
    Files.writeString(
        server, "process.roles=controller\nnode.id=7\nlog.dirs=" + directory.resolve("data"));
    Files.writeString(directory.resolve("agent.properties"), "topic=audit\n");
    AgentThread agent =
        new AgentThread(
            new AgentDirectory(directory),
            BrokerConfig.of("kafka.Kafka " + server),
            new Coverage());
    Thread thread = new Thread(agent);
    thread.setDaemon(true);
    thread.start();
    await().until(() -> told.toString(StandardCharsets.UTF_8).contains("meta.properties"));

    Path data = Files.createDirectories(directory.resolve("data"));
    Files.writeString(data.resolve("meta.properties"), "cluster.id=some-cluster\n");
    await().until(() -> BEANS.isRegistered(new ObjectName("io.kafkaaudit:type=Agent")));

    assertThat(BEANS.getAttribute(new ObjectName("io.kafkaaudit:type=Agent"), "AgentId"))
        .asString()
        .startsWith("some-cluster-7-")
        .endsWith(Files.readString(data.resolve(RunFile.NAME)).trim());
    agent.stop(thread);
    assertThat(thread.isAlive()).isFalse();
  }
}
