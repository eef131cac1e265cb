package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.Kafka %s --override node.id=2 --override sasl.jaas.config=a b=\"c=d\";",
        "kafka.Kafka   %s  --override   node.id=2\t--override sasl.jaas.config=a b=\"c=d\";",
        " kafka.Kafka\t%s --override=node.id=2 --override=sasl.jaas.config=a b=\"c=d\"; ",
        "kafka.Kafka %s --override node.id=1 --override node.id = 2"
            + " --override sasl.jaas.config=a b=\"c=d\";"
      })
  void whatIsGivenOnTheCommandLineOverridesTheFile(String command) throws Exception {
    Path file = Files.writeString(directory.resolve("server.properties"), "node.id=1\nrack=r\n");
    Properties properties = CommandLine.of(command.formatted(file)).properties();
    assertThat(properties)
        .containsEntry("node.id", "2")
        .containsEntry("rack", "r")
        .containsEntry("sasl.jaas.config", "a b=\"c=d\";");
  }

  @Test
  void aPathMayHaveSpacesAndBeRelative() throws Exception {
    Path folder = Files.createDirectories(directory.resolve("my  own broker"));
    Path file = Files.writeString(folder.resolve("server one.properties"), "node.id=1\n");
    Path relative = Path.of("").toAbsolutePath().relativize(file);
    for (Path path : new Path[] {file, relative}) {
      assertThat(CommandLine.of("kafka.Kafka " + path).properties()).containsEntry("node.id", "1");
      assertThat(CommandLine.of("kafka.Kafka " + path + " --override node.id=2").properties())
          .containsEntry("node.id", "2");
    }
  }

  @Test
  void whatFollowsThePathIsNoPartOfIt() throws Exception {
    Path file = Files.writeString(directory.resolve("server.properties"), "node.id=1\n");
    assertThat(CommandLine.of("kafka.Kafka " + file + " --later option").properties())
        .containsEntry("node.id", "1");
  }

  /** As Kafka reads it: what is not ASCII is Latin-1, and is no reason to fail. */
  @Test
  void aFileIsLatin1() throws Exception {
    Path file = directory.resolve("server.properties");
    Files.write(
        file, "# f\u00fcr B\u00f6rse\nrack=M\u00fcnchen\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(CommandLine.of("kafka.Kafka " + file).properties())
        .containsEntry("rack", "M\u00fcnchen");
  }

  @Test
  void onlyAFileStartsAServer() {
    assertThat(CommandLine.of("kafka.Kafka /etc/server.properties").startsServer()).isTrue();
    assertThat(CommandLine.of("kafka.Kafka /x --override a=--versions").startsServer()).isTrue();
    assertThat(CommandLine.of("kafka.Kafka --version").startsServer()).isFalse();
    assertThat(CommandLine.of("kafka.Kafka --help").startsServer()).isFalse();
    assertThat(CommandLine.of("kafka.Kafka /etc/server.properties --version").startsServer())
        .isFalse();
    assertThat(CommandLine.of("kafka.Kafka").startsServer()).isFalse();
    assertThat(CommandLine.of("io.confluent.support.metrics.SupportedKafka").startsServer())
        .isFalse();
    assertThat(CommandLine.of("my.Broker").startsServer()).isTrue(); // as main= names it
  }
}
