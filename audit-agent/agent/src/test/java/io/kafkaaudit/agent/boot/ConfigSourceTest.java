package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.instrument.Coverage;
import io.kafkaaudit.agent.instrument.HookTransformer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourceTest {
  @TempDir Path directory;
  private final Coverage coverage = new Coverage();

  @Test
  void theFileCountsOnlyWhereABrokerServesAndDidNotTell() throws Exception {
    Path file = Files.writeString(directory.resolve("server.properties"), "node.id=7\n");
    ConfigSource source = new ConfigSource(CommandLine.of("kafka.Kafka " + file), coverage);
    assertThat(source.get()).isNull();

    // A class that serves, and that could not even be read.
    new HookTransformer(coverage, null)
        .transform(
            null, "org/apache/kafka/common/requests/RequestContext", null, null, new byte[1]);
    assertThat(source.get()).isNotNull();
    assertThat(source.get().nodeId()).isEqualTo(7);

    Files.delete(file);
    assertThat(source.get().gaps())
        .singleElement()
        .asString()
        .startsWith("the broker's configuration is not known: ")
        .contains("server.properties");
  }
}
