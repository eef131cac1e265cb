package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.spi.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka moves its classes from release to release: the agent names none that a broker lacks. */
class LinkageIT {
  @ParameterizedTest(name = "Kafka {0}")
  @ValueSource(strings = {"3.9.2", "4.3.1", "4.4.0"})
  void everyClassThatTheAgentNamesIsThere(String version) {
    StringWriter missing = new StringWriter();
    ToolProvider.findFirst("jdeps")
        .orElseThrow()
        .run(
            new PrintWriter(missing),
            new PrintWriter(missing),
            "--missing-deps",
            "-cp",
            Audit.version(version).classPath(),
            Audit.AGENT_JAR.toString());
    assertThat(missing.toString().lines())
        .filteredOn(line -> line.startsWith("   ") && !line.contains("org.jspecify.annotations."))
        .isEmpty();
  }
}
