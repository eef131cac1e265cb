package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.agent.instrument.Coverage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
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
  private AgentThread agent;

  @AfterEach
  void restore() throws Exception {
    System.setErr(stderr);
    ObjectName agent = new ObjectName("io.kafkaaudit:type=Agent");
    if (BEANS.isRegistered(agent)) {
      BEANS.unregisterMBean(agent);
    }
  }

  @Test
  void aBrokerWhoseStorageIsNotFormattedIsWaitedForInSilence() throws Exception {
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    Files.writeString(directory.resolve("agent.properties"), "topic=audit\n");
    Path data = directory.resolve("data");
    AtomicInteger asked = new AtomicInteger();
    BrokerConfig config = config("process.roles=controller\nnode.id=7\nlog.dirs=" + data);
    Thread thread = start(() -> asked.incrementAndGet() < 3 ? null : config);
    await().until(() -> asked.get() == 3);

    Files.createDirectories(data);
    Files.writeString(data.resolve("meta.properties"), "cluster.id=some-cluster\n");
    await().until(() -> BEANS.isRegistered(new ObjectName("io.kafkaaudit:type=Agent")));

    assertThat(BEANS.getAttribute(new ObjectName("io.kafkaaudit:type=Agent"), "AgentId"))
        .asString()
        .startsWith("some-cluster-7-")
        .endsWith(Files.readString(data.resolve(RunFile.NAME)).trim());
    assertThat(told.size()).isZero();
    agent.stop(thread);
    assertThat(thread.isAlive()).isFalse();
  }

  /** Roles that a provider gave, or a file that the agent could not read: the broker knows. */
  @Test
  void aBrokerThatTurnsOutToRunWithZooKeeperIsToldSoAndLeftAlone() throws Exception {
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    Files.writeString(directory.resolve("agent.properties"), "topic=audit\n");
    BrokerConfig config = config("broker.id=7\nzookeeper.connect=zookeeper:2181");
    Thread thread = start(() -> config);
    thread.join();
    assertThat(told.toString(StandardCharsets.UTF_8))
        .isEqualTo("kafka-audit-agent: " + AgentThread.WITH_ZOOKEEPER + "\n");
    assertThat(BEANS.isRegistered(new ObjectName("io.kafkaaudit:type=Agent"))).isFalse();
  }

  /** What cannot be known is said once, and the rest is audited. */
  @Test
  void aBrokerThatRunsWithoutACluster() throws Exception {
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    Files.writeString(
        directory.resolve("agent.properties"), "topic=audit\nreload.interval.ms=100\n");
    Path data = Files.createDirectories(directory.resolve("data"));
    Files.createDirectories(data.resolve("meta.properties"));
    BrokerConfig config = config("process.roles=controller\nnode.id=${env:ID}\nlog.dirs=" + data);
    Thread thread = start(() -> config, 0);
    await().until(() -> BEANS.isRegistered(new ObjectName("io.kafkaaudit:type=Agent")));
    agent.stop(thread);

    assertThat(BEANS.getAttribute(new ObjectName("io.kafkaaudit:type=Agent"), "AgentId"))
        .asString()
        .startsWith("unknown--1-");
    assertThat(told.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("kafka-audit-agent: the cluster's id is not known: ");
  }

  private Thread start(Supplier<BrokerConfig> configuration) {
    return start(configuration, 60_000);
  }

  private Thread start(Supplier<BrokerConfig> configuration, long storageAtLatest) {
    agent =
        new AgentThread(
            new AgentDirectory(directory), configuration, new Coverage(), storageAtLatest);
    Thread thread = new Thread(agent);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static BrokerConfig config(String text) throws IOException {
    return BrokerConfigTest.written(text);
  }
}
