package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.contract.AuditTopics;
import io.kafkaaudit.crd.AgentsStatus;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.injection.InjectionReport;
import io.kafkaaudit.operator.injection.ReportingReport;
import io.kafkaaudit.operator.kafka.AgentReport;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import java.time.Clock;
import java.util.Collection;

/** What the agents say of themselves in the status topic. */
final class ReportingStep implements AuditLogStep {
  private final OperatorMetrics metrics;
  private final Clock clock;

  ReportingStep(OperatorMetrics metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.AgentReporting;
  }

  @Override
  public void run(AuditLogPass pass) {
    AgentsStatus agents = pass.status().getAgents();
    if (pass.pods().isEmpty() || agents == null) {
      pass.conditions().isUnknown(condition(), Reason.EarlierStepFailed, "Waits for AgentInjected");
      return;
    }
    Collection<AgentReport> reports =
        pass.destination().agentReports(AuditTopics.statusTopic(pass.topic()));
    pass.agentReports(reports);
    metrics.agentsReported(pass.log(), reports);
    ReportingReport report =
        ReportingReport.of(
            pass.pods().get().desired(),
            pass.pods().get().pods().stream()
                .filter(pod -> pod.revision() != null)
                .map(InjectionReport.InjectedPod::name)
                .toList(),
            reports,
            pass.settingsRevision(),
            clock.instant());
    agents.setReporting(report.reporting());
    if (report.again() != null) {
      pass.again(report.again());
    }
    pass.conditions().is(condition(), report.good(), report.reason(), report.message());
  }
}
