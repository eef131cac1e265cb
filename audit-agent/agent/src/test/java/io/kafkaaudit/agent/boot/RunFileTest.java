package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {
  @TempDir Path directory;

  @Test
  void eachRunLearnsTheOneBefore() throws Exception {
    RunFile file = new RunFile(directory);
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    assertThat(file.replace(first)).isNull();
    assertThat(file.replace(second)).isEqualTo(first);
    assertThat(file.replace(UUID.randomUUID())).isEqualTo(second);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(directory.resolve(RunFile.NAME));
    }
  }

  @Test
  void somethingElseInTheFileIsToldAndMended() throws Exception {
    RunFile file = new RunFile(directory);
    Files.writeString(directory.resolve(RunFile.NAME), "x".repeat(100_000));
    UUID run = UUID.randomUUID();
    assertThatThrownBy(() -> file.replace(run))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("held no run id");
    assertThat(file.replace(UUID.randomUUID())).isEqualTo(run);
  }

  @Test
  void aDirectoryThatIsNotThereIsAnError() {
    RunFile file = new RunFile(directory.resolve("missing"));
    assertThatThrownBy(() -> file.replace(UUID.randomUUID())).isInstanceOf(IOException.class);
  }
}
