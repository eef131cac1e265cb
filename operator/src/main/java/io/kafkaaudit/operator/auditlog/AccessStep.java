package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.crd.AccessStatus;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.Enforcement;
import io.kafkaaudit.operator.auditlog.Repairs.Drift;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.destination.DestinationAccess;
import io.kafkaaudit.operator.kafka.AclPlan;
import io.kafkaaudit.operator.kafka.KeyIds;
import io.kafkaaudit.operator.keys.GrantedKeys;
import io.kafkaaudit.operator.keys.GroupPrefix;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.keys.UnconfirmedKeys;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.platform.PlatformAct;
import io.kafkaaudit.operator.platform.PlatformEvents;
import java.security.SecureRandom;
import java.util.HashMap;
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
    DestinationAccess admin = pass.get(Fact.ADMIN_ACCESS);
    AclPlan.Access access =
        new AclPlan.Access(
            pass.topic(),
            admin.principal(),
            prefix,
            writerId,
            readers(pass),
            pass.log().getSpec().getAccess().getEnforcement() != Enforcement.Warn);
    DenialRecord record = record(pass, access);
    AclPlan plan = pass.destination().aclPlan(access, record.denials());
    List<Drift> drift =
        plan.repairs(access, settled(pass)).stream().map(text -> new Drift(text, text)).toList();
    Set<String> contested = repairs.contested(pass.uid(), drift);
    AclPlan allowed = plan.without(contested);
    DenialRecord before = record(pass, access, record, allowed);
    platformEvents.carryOut(
        pass.log(),
        repairs.uncontested(pass.uid(), drift, contested).stream()
            .map(one -> repair(pass.topic(), one))
            .toList(),
        () -> pass.destination().apply(allowed));
    before.replace(allowed.recordAfter(access, record.denials()), keyring, pass.uid());
    repairs.repaired(pass.log(), "access", drift, allowed.changes());
    AccessStatus status = new AccessStatus();
    status.setBypass(plan.findings().bypass());
    pass.status().setAccess(status);
    AccessReport report =
        AccessReport.of(
            access,
            plan.findings(),
            contested,
            admin.admin().bootstrapServers(),
            record.readable() ? null : Keyring.denialsName(pass.uid()));
    String unconfirmed = UnconfirmedKeys.text(UnconfirmedKeys.of(pass.status()));
    String message =
        report.ready() && !unconfirmed.isEmpty()
            ? report.message() + "; " + unconfirmed
            : report.message();
    pass.conditions().is(condition(), report.ready(), report.reason(), message);
  }

  private DenialRecord record(AuditLogPass pass, AclPlan.Access access) {
    try {
      return DenialRecord.of(keyring, pass.uid());
    } catch (RuntimeException e) {
      keysAlone(pass, access, pass.destination().aclPlan(access, Set.of()));
      throw e;
    }
  }

  /** Before the first DENY is made: after a crash in between it is known for ours. */
  private DenialRecord record(
      AuditLogPass pass, AclPlan.Access access, DenialRecord record, AclPlan plan) {
    try {
      return record.replace(plan.recordBefore(access, record.denials()), keyring, pass.uid());
    } catch (RuntimeException e) {
      keysAlone(pass, access, plan);
      throw e;
    }
  }

  /** What a revoked key had goes, and what a new one needs comes, whatever became of the record. */
  private static void keysAlone(AuditLogPass pass, AclPlan.Access access, AclPlan plan) {
    pass.destination().apply(plan.without(plan.repairs(access, settled(pass))));
  }

  private static PlatformAct repair(String topic, Drift drift) {
    return PlatformAct.onTopic(
        PlatformAct.Method.RepairDrift,
        topic,
        drift.item(),
        Map.of("repair", drift.sentence()),
        null);
  }

  /** Keys that may read, and what their groups begin with: empty where nobody has the key. */
  private static Map<String, String> readers(AuditLogPass pass) {
    Map<KeyGrants.Owner, String> prefixes = new HashMap<>();
    pass.credentials().forEach(one -> prefixes.put(GrantedKeys.owner(one), GroupPrefix.of(one)));
    Set<KeyGrants.Owner> revoked = RevokeStep.revokedByRequest(pass);
    return GrantedKeys.of(pass.status()).stream()
        .filter(key -> RevokeStep.mayRead(key, revoked))
        .collect(
            Collectors.toMap(
                KeyGrants.Key::id,
                key -> key.owner() == null ? "" : prefixes.getOrDefault(key.owner(), ""),
                (first, second) -> first));
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
}
