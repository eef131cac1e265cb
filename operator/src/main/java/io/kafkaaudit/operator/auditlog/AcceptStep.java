package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.destination.DestinationAccess;
import io.kafkaaudit.operator.destination.KeyAccess;
import io.kafkaaudit.operator.owned.OwnedObjects;

/** Whether the spec and the Secrets that it names can be worked with. */
final class AcceptStep implements AuditLogStep {
  private final OwnedObjects objects;

  AcceptStep(OwnedObjects objects) {
    this.objects = objects;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.Accepted;
  }

  @Override
  public void run(AuditLogPass pass) {
    DestinationAccess admin = DestinationAccess.of(pass.log(), objects);
    pass.found(Fact.ADMIN_ACCESS, admin);
    pass.found(Fact.KEY_ACCESS, KeyAccess.of(pass.log(), objects, admin.admin()));
    pass.conditions().isTrue(condition(), Reason.Accepted, "The spec can be carried out");
  }
}
