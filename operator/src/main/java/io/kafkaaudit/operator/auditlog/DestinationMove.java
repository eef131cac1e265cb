package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.destination.DestinationAccess;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.kafka.KafkaFailure;
import io.kafkaaudit.operator.keys.GrantedKeys;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.keys.KeyRevocation;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What happens when the admin Secret leads to another cluster than before: nothing, until a person
 * accepts that by an annotation that names the new cluster. Then the old cluster's keys are revoked
 * where it can still be reached, and everything is issued anew. Thread-safe.
 */
final class DestinationMove {
  private final DestinationConnections connections;
  private final Keyring keyring;
  private final KeyRevocation revocation;
  private final EventRecorder eventRecorder;

  DestinationMove(
      DestinationConnections connections,
      Keyring keyring,
      KeyRevocation revocation,
      EventRecorder eventRecorder) {
    this.connections = connections;
    this.keyring = keyring;
    this.revocation = revocation;
    this.eventRecorder = eventRecorder;
  }

  /**
   * Looks whether the cluster is the one in the status, and moves when that is accepted.
   *
   * @param found id of the cluster to which the admin Secret leads
   * @throws StepFailure DestinationMoved
   */
  void check(AuditLogPass pass, String found) {
    String known = pass.status().getClusterId();
    if (known == null || known.equals(found)) {
      return;
    }
    if (!found.equals(OwnedObjects.annotation(pass.log(), Labels.ACCEPT_DESTINATION))) {
      throw moved(known, found);
    }
    Optional<String> obstacle = revokeIn(known, pass.log());
    Set<String> keys =
        GrantedKeys.of(pass.status()).stream()
            .map(KeyGrants.Key::id)
            .collect(Collectors.toCollection(TreeSet::new));
    if (obstacle.isPresent()) {
      pass.found(Fact.KEYS_LEFT_BEHIND, keys);
      eventRecorder.record(
          pass.log(),
          true,
          Reason.LeftBehind,
          "The destination is cluster %s now. In cluster %s are left: keys %s, the writer key, their ACLs and topic %s. %s"
              .formatted(found, known, keys, pass.topic(), obstacle.get()));
    }
    keyring.forgetKeys(pass.uid());
    pass.status().setClusterId(null);
    pass.status().setTopic(null);
    pass.status().setKeys(List.of());
    pass.status().setUnconfirmed(null);
  }

  static StepFailure moved(String known, String found) {
    return new StepFailure(
        Reason.DestinationMoved,
        ("destination.admin.secretRef: its client.properties leads to Kafka cluster %s, but topic and keys of this"
                + " AuditLog are in cluster %s: correct bootstrap.servers, or accept the new cluster, in which"
                + " everything is issued anew, with the annotation %s: %s")
            .formatted(found, known, Labels.ACCEPT_DESTINATION, found));
  }

  /** Why the keys of the old cluster could not be revoked; empty: they are. */
  private Optional<String> revokeIn(String clusterId, AuditLog log) {
    String text = keyring.admin(log.getMetadata().getUid());
    if (text == null) {
      return Optional.of("How to reach that cluster is not known any more");
    }
    try {
      DestinationAccess access = DestinationAccess.of(text);
      Destination old = connections.to(access.admin());
      if (!old.clusterId().equals(clusterId)) {
        return Optional.of("Its addresses lead to the new cluster");
      }
      AllKeysRemoval removal =
          new AllKeysRemoval(
              revocation,
              old,
              access.principal(),
              log.getSpec().getTopic().getName(),
              DenialRecord.of(keyring, log.getMetadata().getUid()).denials());
      removal.readers(log.getStatus(), Optional.empty());
      removal.writer(Optional.empty());
      return Optional.empty();
    } catch (StepFailure | KafkaFailure e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Of the keys those that were really revoked. */
  static List<KeyGrants.Key> without(Set<String> left, List<KeyGrants.Key> keys) {
    return keys.stream().filter(key -> !left.contains(key.id())).toList();
  }
}
