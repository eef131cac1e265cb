package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerOptions;
import io.kafkaaudit.broker.BrokerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a broker accepts as its configuration, the agent understands. */
class ConfigurationIT {
  @TempDir Path directory;

  @ParameterizedTest(name = "Kafka {0}")
  @ValueSource(strings = {"3.7.2", "4.4.0"})
  void providersLatin1AndOverridesAndPathsWithSpaces(String version) throws Exception {
    try (Audit audit = new Audit(version, directory)) {
      audit.writeSettings();
      audit.writeWriterKey();
      BrokerOptions options =
          BrokerOptions.of(Audit.version(version))
              .agent(Audit.AGENT_JAR, audit.agentDirectory)
              .property("config.providers", "env")
              .property(
                  "config.providers.env.class",
                  "org.apache.kafka.common.config.provider.EnvVarConfigProvider")
              .property("node.id", "${env:KAFKA_NODE_ID}")
              .property("broker.rack", "M\u00fcnchen")
              .property("process.roles", "${env:KAFKA_ROLES}")
              .property("metadata.log.dir", "${env:KAFKA_META}/my  own")
              .override("num.io.threads", "5")
              .environment("KAFKA_NODE_ID", "1")
              .environment("KAFKA_ROLES", "broker,controller")
              .environment("KAFKA_META", directory.toString());
      try (BrokerProcess broker =
          BrokerProcess.start(options, directory.resolve("the  audited broker"))) {
        OneBroker.createTopics(broker, "orders");
        assertThat(broker.log()).doesNotContain("kafka-audit-agent:");
      }
      List<JsonNode> events = audit.awaitEvents(all -> Audit.hasLifecycle(all, "stop"));
      JsonNode start =
          events.stream()
              .filter(e -> e.at("/data/phase").asText().equals("start"))
              .findFirst()
              .orElseThrow();
      assertThat(start.at("/data/coverageGaps")).isEmpty();
      assertThat(start.at("/data/nodeId").asInt()).isEqualTo(1);
      assertThat(directory.resolve("my  own/kafka-audit-agent.run")).exists();
      assertThat(OneBroker.count(events, "kafka.CreateTopics", "topic=orders")).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "Kafka {0}")
  @ValueSource(strings = {"3.7.2", "4.4.0"})
  void whereNoBrokerRunsTheAgentSaysNothing(String version) throws Exception {
    Path data = directory.resolve("never formatted");
    Path file =
        Files.writeString(
            directory.resolve("server.properties"),
            """
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@localhost:9093
            controller.listener.names=CONTROLLER
            listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093
            log.dirs=%s
            """
                .formatted(data));
    Files.writeString(directory.resolve("agent.properties"), "topic=audit\n");
    assertThat(kafka(version, "--version")).contains(version).doesNotContain("kafka-audit-agent:");
    assertThat(kafka(version, "--help")).contains("USAGE").doesNotContain("kafka-audit-agent:");
    assertThat(kafka(version, file.toString())).doesNotContain("kafka-audit-agent:");
  }

  /** What it says until it ends by itself. */
  private String kafka(String version, String argument) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.add("-javaagent:" + Audit.AGENT_JAR + "=" + directory);
    command.addAll(List.of("-cp", Audit.version(version).classPath(), "kafka.Kafka", argument));
    Path said = directory.resolve("said.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    process.waitFor();
    return Files.readString(said, StandardCharsets.ISO_8859_1);
  }
}
