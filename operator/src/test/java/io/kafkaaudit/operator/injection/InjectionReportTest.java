package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.Pod;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What AgentInjected says about pods; the first AuditLog of a file is the one asked. */
@Tag("generated")
class InjectionReportTest {
  private static final Instant ASKING = Instant.parse("2026-11-24T08:00:00Z");

  static List<Path> scenarios() {
    return Golden.scenarios("injection-report");
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void reports(Path scenario) throws IOException {
    AuditLog[] logs =
        Golden.YAML.readValue(scenario.resolve("in-auditlogs.yaml").toFile(), AuditLog[].class);
    Pod[] pods = Golden.YAML.readValue(scenario.resolve("in-pods.yaml").toFile(), Pod[].class);
    Golden.check(
        scenario,
        Set.of("in-auditlogs.yaml", "in-pods.yaml"),
        "out-report.yaml",
        InjectionReport.of(logs[0], List.of(logs), List.of(pods), "0123456789ab", ASKING));
  }
}
