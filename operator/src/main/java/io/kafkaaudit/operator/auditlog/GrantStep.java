package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.UnconfirmedRevocation;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.kafka.ClientConfigFiles;
import io.kafkaaudit.operator.kafka.KeyIds;
import io.kafkaaudit.operator.kafka.KnownAt;
import io.kafkaaudit.operator.kafka.LiveKeys;
import io.kafkaaudit.operator.keys.AuditLogReferences;
import io.kafkaaudit.operator.keys.GrantedKeys;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.keys.UnconfirmedKeys;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Confirms that revoked keys are gone, and decides anew who has a key. */
final class GrantStep implements AuditLogStep {
  private final OwnedObjects objects;
  private final SecureRandom random;
  private final Clock clock;

  GrantStep(OwnedObjects objects, SecureRandom random, Clock clock) {
    this.objects = objects;
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
    LiveKeys all = pass.destination().keys(prefix);
    pass.found(Fact.LIVE_KEYS, all);
    LiveKeys live = all.without(pass.get(Fact.WRITER_ID));
    Set<String> withoutUser = new HashSet<>(live.groups());
    // A grant that left now would leave behind what its revocation has not removed yet.
    withoutUser.addAll(pass.find(Fact.KEYS_TO_REVOKE).orElse(Set.of()));
    boolean confirmed = confirm(pass, before, live.all(), withoutUser);
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
    if (!after.equals(before) || !confirmed) {
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

  /**
   * Asks all brokers about keys that Kafka does not have any more. Without a key that can log in
   * nobody leads to all brokers: then each may still know such a key.
   *
   * @param known gets the keys that some broker still knows
   * @return whether the status names the same brokers as before
   */
  private static boolean confirm(
      AuditLogPass pass, List<KeyGrants.Key> keys, Set<String> live, Set<String> known) {
    List<KeyGrants.Key> leaving =
        keys.stream().filter(key -> !key.mayRead() && !live.contains(key.id())).toList();
    List<UnconfirmedRevocation> before = UnconfirmedKeys.of(pass.status());
    Optional<ClientConfigFiles> writer = pass.find(Fact.WRITER);
    if (writer.isEmpty()) {
      leaving.stream().map(KeyGrants.Key::id).forEach(known::add);
      return true;
    }
    List<UnconfirmedRevocation> unconfirmed = new ArrayList<>();
    Set<String> asked = leaving.stream().map(KeyGrants.Key::id).collect(Collectors.toSet());
    for (UnconfirmedRevocation one : before) {
      if (!asked.contains(one.getId()) && !live.contains(one.getId())) {
        KnownAt at = pass.destination().knowing(one.getId(), writer.get(), pass.topic());
        KeyGrants.Owner owner =
            one.getCredential() == null
                ? null
                : new KeyGrants.Owner(one.getNamespace(), one.getCredential());
        unconfirmed.add(UnconfirmedKeys.of(one.getId(), owner, at.unconfirmed()));
      }
    }
    for (KeyGrants.Key key : leaving) {
      KnownAt at = pass.destination().knowing(key.id(), writer.get(), pass.topic());
      if (!at.knowing().isEmpty()) {
        known.add(key.id());
      }
      unconfirmed.add(UnconfirmedKeys.of(key.id(), key.owner(), at.silent()));
    }
    unconfirmed.removeIf(one -> one.getBrokers().isEmpty());
    UnconfirmedKeys.put(pass.status(), unconfirmed);
    return UnconfirmedKeys.text(unconfirmed).equals(UnconfirmedKeys.text(before));
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
