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
import java.util.Set;

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
  public Set<Fact<?>> needs() {
    return Set.of(Fact.DESTINATION, Fact.OWN_TOPIC, Fact.SETTINGS_REVISION);
  }

  @Override
  public void run(AuditLogPass pass) {
    AgentsStatus agents = pass.status().getAgents();
    if (!pass.knows(Fact.PODS) || agents == null) {
      pass.conditions().isUnknown(condition(), Reason.EarlierStepFailed, "Waits for AgentInjected");
      return;
    }
    Collection<AgentReport> reports =
        pass.destination().agentReports(AuditTopics.statusTopic(pass.topic()));
    pass.found(Fact.AGENT_REPORTS, reports);
    metrics.agentsReported(pass.log(), reports);
    ReportingReport report =
        ReportingReport.of(
            pass.get(Fact.PODS).desired(),
            pass.get(Fact.PODS).pods().stream()
                .filter(pod -> pod.revision() != null)
                .map(InjectionReport.InjectedPod::name)
                .toList(),
            reports,
            pass.get(Fact.SETTINGS_REVISION),
            clock.instant());
    agents.setReporting(report.reporting());
    if (report.again() != null) {
      pass.again(report.again());
    }
    pass.conditions().is(condition(), report.good(), report.reason(), report.message());
  }
}
