package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kafka moves its classes from release to release: the agent names none that a broker lacks. */
class LinkageIT {
  static List<String> releases() {
    return Releases.built();
  }

  @ParameterizedTest(name = "Kafka {0}")
  @MethodSource("releases")
  void everyClassThatTheAgentNamesIsThere(String version) {
    StringWriter missing = new StringWriter();
    int result =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(
                new PrintWriter(missing),
                new PrintWriter(missing),
                "--multi-release",
                "17",
                "--missing-deps",
                "-cp",
                Audit.version(version).classPath(),
                Audit.AGENT_JAR.toString());
    assertThat(result).as(missing.toString()).isZero();
    assertThat(missing.toString().lines())
        .filteredOn(line -> line.startsWith("   ") && !line.contains("org.jspecify.annotations."))
        .isEmpty();
  }
}
