package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.rules.TopicClaims;
import java.util.Set;

/** Whether an older AuditLog has the topic. */
final class ClaimStep implements AuditLogStep {

  @Override
  public ConditionType condition() {
    return ConditionType.Accepted;
  }

  @Override
  public Set<Fact<?>> needs() {
    return Set.of(Fact.DESTINATION);
  }

  @Override
  public void run(AuditLogPass pass) {
    TopicClaims.check(pass.log(), pass.clusterId(), pass.logs());
    if (pass.status().getTopic() == null && !pass.knows(Fact.KEY_ACCESS)) {
      return; // nothing is begun before the whole spec can be carried out
    }
    pass.found(Fact.CLAIMED_TOPIC, pass.topic());
  }
}
