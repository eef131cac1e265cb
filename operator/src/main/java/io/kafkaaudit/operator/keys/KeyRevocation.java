package io.kafkaaudit.operator.keys;

import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.owned.Keyring;

/** Takes a key out of Kafka, once no ACL lets it read the topic. Thread-safe. */
public final class KeyRevocation {
  private final Keyring keyring;
  private final KeyRemovals removals;

  public KeyRevocation(Keyring keyring, KeyRemovals removals) {
    this.keyring = keyring;
    this.removals = removals;
  }

  /** Removes user, group ACLs and keyring entry; may be repeated. */
  public void revoke(String keyId, Destination destination) {
    destination.deleteKey(keyId);
    destination.denyGroups(keyId);
    keyring.forget(keyId);
    removals.forget(keyId);
  }
}
