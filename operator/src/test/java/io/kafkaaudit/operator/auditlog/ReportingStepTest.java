package io.kafkaaudit.operator.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AgentsStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.injection.InjectionReport;
import io.kafkaaudit.operator.kafka.AgentReport;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.KeyLogins;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * When the next pass is asked for: a silent agent must be noticed whatever the poll interval is.
 */
class ReportingStepTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T10:01:00.000900Z"), ZoneOffset.UTC);
  private static final Duration POLL = Duration.ofMinutes(5);

  @Test
  void thePassAfterThisIsWhenTheOldestLiveReportTurnsSilent() {
    assertThat(again(POLL, "2026-11-24T10:00:58Z", "2026-11-24T10:00:51.500Z"))
        .isEqualTo(Duration.ofMillis(21_500));
  }

  @Test
  void oneThatIsSilentAlreadyAsksForNothing() {
    assertThat(again(POLL, "2026-11-24T10:00:29Z", "2026-11-24T10:00:58Z"))
        .isEqualTo(Duration.ofSeconds(28));
    assertThat(again(POLL, "2026-11-24T10:00:29Z")).isEqualTo(POLL);
    assertThat(again(POLL)).isEqualTo(POLL);
  }

  @Test
  void aPollBeforeThatIsEnough() {
    Duration poll = Duration.ofSeconds(20);
    assertThat(again(poll, "2026-11-24T10:00:58Z")).isEqualTo(poll);
  }

  @Test
  void thoseThatTurnSilentInOneSecondAreToldByOnePass() {
    assertThat(again(POLL, "2026-11-24T10:00:30.200Z", "2026-11-24T10:00:30.300Z"))
        .isEqualTo(Duration.ofSeconds(1));
  }

  private static Duration again(Duration poll, String... reportedAt) {
    AuditLog log =
        Serialization.unmarshal(
            """
            apiVersion: kafkaaudit.io/v1alpha1
            kind: AuditLog
            metadata: {name: orders, namespace: security, uid: u}
            spec: {topic: {name: audit}}
            """,
            AuditLog.class);
    ConditionSet conditions = new ConditionSet(List.of(ConditionType.AgentReporting));
    AuditLogPass pass = new AuditLogPass(log, List.of(), List.of(log), conditions, poll);
    int pods = reportedAt.length;
    pass.found(
        Fact.PODS,
        new InjectionReport(pods, pods, pods, 0, true, Reason.AllInjected, "", List.of()));
    pass.status().setAgents(new AgentsStatus());
    pass.found(Fact.SETTINGS_REVISION, "rev1");
    pass.found(Fact.DESTINATION, destination(reportedAt));
    new ReportingStep(new OperatorMetrics(new SimpleMeterRegistry(), CLOCK), CLOCK).run(pass);
    return pass.again();
  }

  /** Has reports of these times, each of another node, and nothing else to say. */
  private static Destination destination(String... reportedAt) {
    List<AgentReport> reports =
        IntStream.range(0, reportedAt.length)
            .mapToObj(
                node ->
                    new AgentReport(
                        node,
                        "run" + node,
                        Instant.parse(reportedAt[node]),
                        "rev1",
                        List.of(),
                        List.of(),
                        "",
                        AgentReport.Totals.NONE,
                        KeyLogins.NONE))
            .toList();
    return (Destination)
        Proxy.newProxyInstance(
            Destination.class.getClassLoader(),
            new Class<?>[] {Destination.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("agentReports")) {
                assertThat(arguments[0]).isEqualTo("audit-agents");
                return reports;
              }
              throw new AssertionError("nobody asks for " + method.getName());
            });
  }
}
