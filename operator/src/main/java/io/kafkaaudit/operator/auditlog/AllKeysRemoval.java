package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.KeyState;
import io.kafkaaudit.operator.kafka.AclPlan;
import io.kafkaaudit.operator.kafka.Denial;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.KeyIds;
import io.kafkaaudit.operator.keys.GrantedKeys;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.keys.KeyRevocation;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes all keys of an AuditLog out of a destination, readers before the writer. Every step may be
 * repeated. Not thread-safe.
 */
final class AllKeysRemoval {
  /** No key has this id, so that no key keeps its ACLs. */
  private static final String NO_KEY = "";

  private final KeyRevocation revocation;
  private final Destination destination;
  private final @Nullable String adminPrincipal;
  private final String topic;
  private final String prefix;
  private final Set<Denial> denials;

  /**
   * @param adminPrincipal whose own ACLs stay; null: not known
   * @param denials that the operator made; no other DENY is removed
   */
  AllKeysRemoval(
      KeyRevocation revocation,
      Destination destination,
      @Nullable String adminPrincipal,
      String topic,
      Set<Denial> denials) {
    this.denials = Set.copyOf(denials);
    this.revocation = revocation;
    this.destination = destination;
    this.adminPrincipal = adminPrincipal;
    this.topic = topic;
    this.prefix = KeyIds.prefix(destination.clusterId(), topic);
  }

  /**
   * Revokes every key but the writer's, whether the status or only Kafka knows it.
   *
   * @param writer stays; empty: it is not known, and goes with the others
   * @return the keys that are gone
   */
  Collection<KeyGrants.Key> readers(@Nullable AuditLogStatus status, Optional<String> writer) {
    removeAcls(writer.orElse(NO_KEY));
    Map<String, KeyGrants.Key> keys = new TreeMap<>();
    destination
        .keys(prefix)
        .all()
        .forEach(
            id ->
                keys.put(id, new KeyGrants.Key(id, null, KeyState.Orphaned, Instant.EPOCH, null)));
    if (status != null) {
      GrantedKeys.of(status).forEach(key -> keys.put(key.id(), key));
    }
    writer.ifPresent(keys::remove);
    keys.keySet().forEach(id -> revocation.revoke(id, destination));
    return keys.values();
  }

  void writer(Optional<String> writer) {
    removeAcls(NO_KEY);
    writer.ifPresent(id -> revocation.revoke(id, destination));
  }

  private void removeAcls(String keptWriter) {
    AclPlan.Access access =
        new AclPlan.Access(topic, adminPrincipal, prefix, keptWriter, Map.of(), false);
    destination.apply(destination.aclPlan(access, denials).removing(access, denials));
  }
}
