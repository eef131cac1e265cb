package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.kafka.KeyIds;
import io.kafkaaudit.operator.kafka.LiveKeys;
import io.kafkaaudit.operator.keys.AuditLogReferences;
import io.kafkaaudit.operator.keys.GrantedKeys;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.keys.KeyRevocation;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Revokes what the last run decided to revoke, and decides anew who has a key. Runs after the ACLs
 * were written, so that a key that leaves has lost its access to the topic already.
 */
final class GrantStep implements AuditLogStep {
  private final OwnedObjects objects;
  private final KeyRevocation revocation;
  private final SecureRandom random;
  private final Clock clock;

  GrantStep(OwnedObjects objects, KeyRevocation revocation, SecureRandom random, Clock clock) {
    this.objects = objects;
    this.revocation = revocation;
    this.random = random;
    this.clock = clock;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.AccessReady;
  }

  @Override
  public Set<Fact<?>> needs() {
    return Set.of(Fact.DESTINATION, Fact.WRITER_ID);
  }

  @Override
  public void run(AuditLogPass pass) {
    String prefix = pass.keyPrefix();
    List<KeyGrants.Key> before = GrantedKeys.of(pass.status());
    List<String> leaving =
        before.stream().filter(key -> !key.mayRead()).map(KeyGrants.Key::id).toList();
    leaving.forEach(id -> revocation.revoke(id, pass.destination()));
    LiveKeys all = pass.destination().keys(prefix);
    pass.found(Fact.LIVE_KEYS, all);
    LiveKeys live = all.without(pass.get(Fact.WRITER_ID));
    Set<String> withoutUser = new HashSet<>(live.groups());
    leaving.stream()
        .filter(id -> !live.all().contains(id))
        .filter(id -> mayStillLogIn(id, pass))
        .forEach(withoutUser::add);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    int limit = pass.log().getSpec().getAccess().getKeyLimit();
    List<KeyGrants.Key> after =
        KeyGrants.decide(
                limit,
                before,
                live.users(),
                withoutUser,
                credentials(pass, before).stream()
                    .map(c -> GrantedKeys.credential(c, now))
                    .toList(),
                now,
                () -> KeyIds.create(prefix, random))
            .keys();
    GrantedKeys.put(pass.status(), after, limit);
    if (!after.equals(before)) {
      pass.again(AuditLogPass.NOW);
    } else if (after.stream().anyMatch(key -> !key.mayRead())) {
      pass.again(AuditLogPass.SOON);
    } else {
      after.stream()
          .map(KeyGrants.Key::expiresAt)
          .filter(Objects::nonNull)
          .map(at -> Duration.between(now, at))
          .map(wait -> wait.compareTo(AuditLogPass.NOW) < 0 ? AuditLogPass.NOW : wait)
          .forEach(pass::again);
    }
  }

  /** Without a key that can log in nobody leads to all brokers: then it may. */
  private static boolean mayStillLogIn(String keyId, AuditLogPass pass) {
    return pass.find(Fact.WRITER)
        .map(writer -> !pass.destination().knowing(keyId, writer, pass.topic()).isEmpty())
        .orElse(true);
  }

  /**
   * All credentials that may have a key. That one is gone costs it its key, and caches are empty
   * while the operator stops: so the API server is asked for those that hold a key and seem to be
   * gone.
   */
  private List<AuditCredential> credentials(AuditLogPass pass, List<KeyGrants.Key> keys) {
    List<AuditCredential> all = new ArrayList<>();
    pass.credentials().stream()
        .filter(c -> AuditLogReferences.mayHaveKey(c, pass.log()))
        .forEach(all::add);
    Set<KeyGrants.Owner> found =
        all.stream().map(GrantedKeys::owner).collect(Collectors.toCollection(HashSet::new));
    for (KeyGrants.Key key : keys) {
      if (key.mayRead()
          && key.owner() != null
          && AuditLogReferences.allows(pass.log(), key.owner().namespace())
          && found.add(key.owner())) {
        AuditCredential credential =
            objects.auditCredential(key.owner().namespace(), key.owner().name());
        if (credential != null && AuditLogReferences.mayHaveKey(credential, pass.log())) {
          all.add(credential);
        }
      }
    }
    return all;
  }
}
