package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.keys.KeyUse;
import java.util.Set;

/** Shows when keys last logged in, where agents see that. */
final class KeyUseStep implements AuditLogStep {
  private final KeyUse use;

  KeyUseStep(KeyUse use) {
    this.use = use;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.AgentReporting;
  }

  @Override
  public Set<Fact<?>> needs() {
    return Set.of(Fact.DESTINATION);
  }

  @Override
  public void run(AuditLogPass pass) {
    pass.find(Fact.AGENT_REPORTS).ifPresent(reports -> use.reported(pass.uid(), reports));
    use.show(pass.uid(), pass.clusterId(), pass.status());
  }
}
