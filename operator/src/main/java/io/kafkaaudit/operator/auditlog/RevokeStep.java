package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.keys.GrantedKeys;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.keys.KeyRevocation;
import io.kafkaaudit.operator.keys.RevokeRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Takes out of Kafka what the last run decided to revoke, and what a person wants revoked now. Runs
 * after the ACLs were written, so that a key that leaves has lost its access to the topic already,
 * and needs nothing but the destination.
 */
final class RevokeStep implements AuditLogStep {
  private final KeyRevocation revocation;

  RevokeStep(KeyRevocation revocation) {
    this.revocation = revocation;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.AccessReady;
  }

  @Override
  public Set<Fact<?>> needs() {
    return Set.of(Fact.DESTINATION);
  }

  @Override
  public void run(AuditLogPass pass) {
    Set<KeyGrants.Owner> revoked = revokedByRequest(pass);
    Set<String> open =
        GrantedKeys.of(pass.status()).stream()
            .filter(key -> !mayRead(key, revoked))
            .map(KeyGrants.Key::id)
            .collect(Collectors.toCollection(TreeSet::new));
    pass.found(Fact.KEYS_TO_REVOKE, open);
    for (String id : List.copyOf(open)) {
      revocation.revoke(id, pass.destination());
      open.remove(id);
    }
  }

  /** AuditCredentials all of whose keys are to go. */
  static Set<KeyGrants.Owner> revokedByRequest(AuditLogPass pass) {
    return pass.credentials().stream()
        .filter(RevokeRequest::isInForce)
        .map(GrantedKeys::owner)
        .collect(Collectors.toSet());
  }

  /**
   * Whether the key may read the topic.
   *
   * @param revoked whose keys are to go, whatever their grants still say
   */
  static boolean mayRead(KeyGrants.Key key, Set<KeyGrants.Owner> revoked) {
    return key.mayRead() && (key.owner() == null || !revoked.contains(key.owner()));
  }
}
