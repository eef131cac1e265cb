package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.credential.KeyRemovals;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.owned.Keyring;

/** Takes a key out of Kafka, once no ACL lets it read the topic. Thread-safe. */
final class KeyRevocation {
  private final Keyring keyring;
  private final KeyRemovals removals;

  KeyRevocation(Keyring keyring, KeyRemovals removals) {
    this.keyring = keyring;
    this.removals = removals;
  }

  /** Removes user, group ACLs and keyring entry; may be repeated. */
  void revoke(String keyId, Destination destination) {
    destination.deleteKey(keyId);
    destination.denyGroups(keyId);
    keyring.forget(keyId);
    removals.forget(keyId);
  }
}
