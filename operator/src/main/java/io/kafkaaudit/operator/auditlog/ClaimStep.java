package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.rules.TopicClaims;

/** Whether an older AuditLog has the topic. */
final class ClaimStep implements AuditLogStep {

  @Override
  public ConditionType condition() {
    return ConditionType.Accepted;
  }

  @Override
  public void run(AuditLogPass pass) {
    TopicClaims.check(pass.log(), pass.status().getClusterId(), pass.logs());
  }
}
