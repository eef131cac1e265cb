package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.kafka.ClientConfigFiles;
import io.kafkaaudit.operator.kafka.LiveKeys;
import io.kafkaaudit.operator.keys.GrantedKeys;
import io.kafkaaudit.operator.keys.GroupPrefix;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.keys.KeyRemovals;
import io.kafkaaudit.operator.keys.PublishedKey;
import io.kafkaaudit.operator.keys.RevokeRequest;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.platform.PlatformAct;
import io.kafkaaudit.operator.platform.PlatformEvents;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts back what somebody else took from keys in use: the SCRAM user, with the password that its
 * Secret holds, so that no reader and no agent needs a new one, and the ACLs on groups. A key on
 * its way is left to those who issue it.
 */
final class RestoreStep implements AuditLogStep {
  private final OwnedObjects objects;
  private final KeyRemovals removals;
  private final EventRecorder eventRecorder;
  private final PlatformEvents platformEvents;
  private final OperatorMetrics metrics;
  private final Clock clock;

  RestoreStep(
      OwnedObjects objects,
      KeyRemovals removals,
      EventRecorder eventRecorder,
      PlatformEvents platformEvents,
      OperatorMetrics metrics,
      Clock clock) {
    this.platformEvents = platformEvents;
    this.objects = objects;
    this.removals = removals;
    this.eventRecorder = eventRecorder;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.AccessReady;
  }

  @Override
  public Set<Fact<?>> needs() {
    return Set.of(Fact.DESTINATION, Fact.LIVE_KEYS);
  }

  @Override
  public void run(AuditLogPass pass) {
    List<String> contested = new ArrayList<>();
    LiveKeys live = pass.get(Fact.LIVE_KEYS);
    pass.find(Fact.WRITER).ifPresent(writer -> restore(pass, writer, live, contested));
    for (KeyGrants.Key key : GrantedKeys.of(pass.status())) {
      AuditCredential credential = key.mayRead() ? credential(pass, key) : null;
      if (credential == null) {
        continue;
      }
      boolean published = key.id().equals(credential.getStatus().getKeyId());
      if (live.users().contains(key.id())) {
        removals.isThere(key.id());
      } else if (published && !putBack(pass, key, credential)) {
        contested.add(key.id() + " of " + key.owner());
      }
      if (published && !live.groups().contains(key.id())) {
        repair(
            pass,
            key.id(),
            "ACLs on groups of key " + key.id() + " of " + key.owner(),
            () -> pass.destination().allowGroups(key.id(), GroupPrefix.of(credential)));
      }
    }
    if (!contested.isEmpty()) {
      throw new StepFailure(
          Reason.RemovedByAnotherController, KeyRemovals.message(String.join(", ", contested)));
    }
  }

  private void restore(
      AuditLogPass pass, ClientConfigFiles writer, LiveKeys live, List<String> contested) {
    if (live.users().contains(writer.user())) {
      removals.isThere(writer.user());
    } else if (!putBack(pass, writer.user(), writer.password(), "the agents")) {
      contested.add(writer.user() + " of the agents");
    }
  }

  /** Whose key it is; null: nobody's, or nobody's who was ever looked at. */
  private static @Nullable AuditCredential credential(AuditLogPass pass, KeyGrants.Key key) {
    return pass.credentials().stream()
        .filter(credential -> credential.getStatus() != null)
        .filter(credential -> !RevokeRequest.isInForce(credential))
        .filter(credential -> Objects.equals(GrantedKeys.owner(credential), key.owner()))
        .findFirst()
        .orElse(null);
  }

  /** False: the key is contested. A key whose Secret is lost is not ours to put back. */
  private boolean putBack(AuditLogPass pass, KeyGrants.Key key, AuditCredential credential) {
    return PublishedKey.in(
            objects.secret(
                credential.getMetadata().getNamespace(), credential.getSpec().getSecretName()),
            credential)
        .filter(published -> published.id().equals(key.id()))
        .map(found -> putBack(pass, key.id(), found.password(), String.valueOf(key.owner())))
        .orElse(true);
  }

  private boolean putBack(AuditLogPass pass, String keyId, String password, String owner) {
    KeyRemovals.Verdict verdict = removals.isMissing(keyId, clock.instant());
    if (verdict == KeyRemovals.Verdict.PutBack) {
      repair(
          pass,
          keyId,
          "SCRAM user of key " + keyId + " of " + owner,
          () -> pass.destination().upsertKey(keyId, password));
      removals.wasMade(keyId, clock.instant());
    }
    return verdict != KeyRemovals.Verdict.LeaveIt;
  }

  private void repair(AuditLogPass pass, String keyId, String what, Runnable work) {
    platformEvents.carryOut(
        pass.log(),
        List.of(
            new PlatformAct(
                PlatformAct.Method.RepairDrift,
                "key",
                keyId,
                what,
                Map.of("repair", "restored: " + what),
                null)),
        work);
    metrics.driftRepaired(pass.log(), "access", 1);
    eventRecorder.record(
        pass.log(),
        true,
        Reason.DriftRepaired,
        "Somebody else removed from Kafka, and it is put back: " + what);
  }
}
