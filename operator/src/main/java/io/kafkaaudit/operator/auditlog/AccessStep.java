package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.crd.AccessStatus;
import io.kafkaaudit.crd.Enforcement;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.kafka.AclPlan;
import io.kafkaaudit.operator.kafka.KeyIds;
import io.kafkaaudit.operator.owned.Keyring;
import java.security.SecureRandom;
import java.util.Set;
import java.util.stream.Collectors;

/** The ACLs of the audit topics: the writer's and the granted keys', and what others have. */
final class AccessStep implements AuditLogStep {
  private final Keyring keyring;
  private final SecureRandom random;

  AccessStep(Keyring keyring, SecureRandom random) {
    this.keyring = keyring;
    this.random = random;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.AccessReady;
  }

  @Override
  public void run(AuditLogPass pass) {
    String prefix = pass.keyPrefix();
    pass.writer(keyring.writerId(pass.uid(), () -> KeyIds.create(prefix, random)));
    Set<String> readers =
        GrantedKeys.of(pass.status()).stream()
            .filter(KeyGrants.Key::mayRead)
            .map(KeyGrants.Key::id)
            .collect(Collectors.toSet());
    AclPlan plan =
        pass.destination()
            .aclPlan(
                new AclPlan.Access(
                    pass.topic(),
                    pass.access().principal(),
                    prefix,
                    pass.writerId(),
                    readers,
                    pass.log().getSpec().getAccess().getEnforcement() != Enforcement.Warn));
    pass.destination().apply(plan);
    AccessStatus access = new AccessStatus();
    access.setBypass(plan.bypass());
    pass.status().setAccess(access);
    report(plan, pass.conditions());
  }

  private void report(AclPlan plan, ConditionSet conditions) {
    if (!plan.toEveryone().isEmpty()) {
      conditions.isFalse(
          condition(),
          Reason.ForeignGrantToEveryone,
          String.join("; ", plan.toEveryone())
              + ": remove these ACLs, for everybody has that access to the audit topic");
      return;
    }
    conditions.isTrue(
        condition(),
        Reason.AccessAsSpecified,
        plan.foreign().isEmpty()
            ? "Only the writer and granted keys have access, and whom status.access.bypass names"
            : "Access of others, not removed: " + String.join("; ", plan.foreign()));
  }
}
