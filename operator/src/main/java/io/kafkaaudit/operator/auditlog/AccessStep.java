package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.crd.AccessStatus;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.Enforcement;
import io.kafkaaudit.operator.auditlog.Repairs.Drift;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.kafka.AclPlan;
import io.kafkaaudit.operator.kafka.KeyIds;
import io.kafkaaudit.operator.keys.GrantedKeys;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.keys.UnconfirmedKeys;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.platform.PlatformAct;
import io.kafkaaudit.operator.platform.PlatformEvents;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The ACLs of the audit topics: the writer's and the granted keys', and what others have. */
final class AccessStep implements AuditLogStep {
  private final Keyring keyring;
  private final Repairs repairs;
  private final SecureRandom random;
  private final PlatformEvents platformEvents;

  AccessStep(Keyring keyring, Repairs repairs, SecureRandom random, PlatformEvents platformEvents) {
    this.platformEvents = platformEvents;
    this.repairs = repairs;
    this.keyring = keyring;
    this.random = random;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.AccessReady;
  }

  @Override
  public Set<Fact<?>> needs() {
    return Set.of(Fact.DESTINATION, Fact.OWN_TOPIC);
  }

  @Override
  public void run(AuditLogPass pass) {
    String prefix = pass.keyPrefix();
    String writerId = keyring.writerId(pass.uid(), () -> KeyIds.create(prefix, random));
    pass.found(Fact.WRITER_ID, writerId);
    AclPlan.Access access =
        new AclPlan.Access(
            pass.topic(),
            pass.get(Fact.ADMIN_ACCESS).principal(),
            prefix,
            writerId,
            readers(pass),
            pass.log().getSpec().getAccess().getEnforcement() != Enforcement.Warn);
    AclPlan plan = pass.destination().aclPlan(access);
    List<Drift> drift =
        plan.repairs(access, settled(pass)).stream().map(text -> new Drift(text, text)).toList();
    Set<String> contested = repairs.contested(pass.uid(), drift);
    AclPlan allowed = plan.without(contested);
    platformEvents.carryOut(
        pass.log(),
        repairs.uncontested(pass.uid(), drift, contested).stream()
            .map(one -> repair(pass.topic(), one))
            .toList(),
        () -> pass.destination().apply(allowed));
    repairs.repaired(pass.log(), "access", drift, allowed.changes());
    AccessStatus status = new AccessStatus();
    status.setBypass(plan.bypass());
    pass.status().setAccess(status);
    report(
        plan,
        contested,
        UnconfirmedKeys.text(UnconfirmedKeys.of(pass.status())),
        pass.conditions());
  }

  private static PlatformAct repair(String topic, Drift drift) {
    return PlatformAct.onTopic(
        PlatformAct.Method.RepairDrift,
        topic,
        drift.item(),
        Map.of("repair", drift.sentence()),
        null);
  }

  private static Set<String> readers(AuditLogPass pass) {
    Set<KeyGrants.Owner> revoked = RevokeStep.revokedByRequest(pass);
    return GrantedKeys.of(pass.status()).stream()
        .filter(key -> RevokeStep.mayRead(key, revoked))
        .map(KeyGrants.Key::id)
        .collect(Collectors.toSet());
  }

  /** Keys that somebody uses: the writer's when access was as asked, and every published one. */
  private static Set<String> settled(AuditLogPass pass) {
    Set<String> settled = new HashSet<>();
    if (pass.wasSettled(ConditionType.AccessReady)) {
      settled.add(pass.get(Fact.WRITER_ID));
    }
    for (AuditCredential credential : pass.credentials()) {
      if (credential.getStatus() != null && credential.getStatus().getKeyId() != null) {
        settled.add(credential.getStatus().getKeyId());
      }
    }
    return settled;
  }

  private void report(
      AclPlan plan, Set<String> contested, String unconfirmed, ConditionSet conditions) {
    if (!contested.isEmpty()) {
      conditions.isFalse(condition(), Reason.Contested, Repairs.contest(contested));
    } else if (!plan.toEveryone().isEmpty()) {
      conditions.isFalse(
          condition(),
          Reason.ForeignGrantToEveryone,
          String.join("; ", plan.toEveryone())
              + ": remove these ACLs, for everybody has that access to the audit topic");
    } else {
      conditions.isTrue(
          condition(),
          Reason.AccessAsSpecified,
          (plan.foreign().isEmpty()
                  ? "Only the writer and granted keys have access, and whom status.access.bypass names"
                  : "Access of others, not removed: " + String.join("; ", plan.foreign()))
              + (unconfirmed.isEmpty() ? "" : "; " + unconfirmed));
    }
  }
}
