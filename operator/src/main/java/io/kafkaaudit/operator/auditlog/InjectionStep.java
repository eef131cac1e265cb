package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.crd.AgentsStatus;
import io.kafkaaudit.crd.AuditLogSummary;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.injection.Injection;
import io.kafkaaudit.operator.injection.InjectionReport;

/** The agent in pods. It needs no Kafka: an agent waits for its settings and its key. */
final class InjectionStep implements AuditLogStep {
  private final Injection injection;

  InjectionStep(Injection injection) {
    this.injection = injection;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.AgentInjected;
  }

  @Override
  public void run(AuditLogPass pass) {
    InjectionReport report = injection.run(pass.log(), pass.logs());
    pass.found(Fact.PODS, report);
    AgentsStatus before = pass.status().getAgents();
    AgentsStatus agents = new AgentsStatus();
    agents.setReporting(before == null ? null : before.getReporting());
    agents.setRestarting(before == null ? null : before.getRestarting());
    agents.setDesired(report.desired());
    agents.setInjected(report.injected());
    agents.setRevision(injection.revision());
    pass.status().setAgents(agents);
    AuditLogSummary summary = new AuditLogSummary();
    if (pass.status().getSummary() != null) {
      summary.setKeys(pass.status().getSummary().getKeys());
    }
    summary.setAgents(report.injected() + "/" + report.desired());
    pass.status().setSummary(summary);
    pass.conditions().is(condition(), report.good(), report.reason(), report.message());
  }
}
