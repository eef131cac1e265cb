package io.kafkaaudit.operator.injection;

import io.kafkaaudit.operator.Golden;
import io.kafkaaudit.operator.kafka.AgentReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("generated")
class ReportingReportTest {
  record State(
      int desired,
      Instant now,
      String settingsRevision,
      List<AgentReport> reports,
      @Nullable List<String> withAgent) {}

  static List<Path> scenarios() {
    return Golden.scenarios("reporting-report");
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void reports(Path scenario) throws IOException {
    State in = Golden.read(scenario, State.class);
    List<String> withAgent = in.withAgent == null ? List.of() : in.withAgent;
    Golden.check(
        scenario,
        ReportingReport.of(in.desired, withAgent, in.reports, in.settingsRevision, in.now));
  }
}
