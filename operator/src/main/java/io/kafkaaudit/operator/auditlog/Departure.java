package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.contract.AuditTopics;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.operator.credential.DestinationAccess;
import io.kafkaaudit.operator.kafka.AclPlan;
import io.kafkaaudit.operator.kafka.AdminProperties;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.kafka.KeyIds;
import io.kafkaaudit.operator.owned.Keyring;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is done in Kafka when an AuditLog is deleted. Thread-safe. */
final class Departure {
  private final Keyring keyring;
  private final KeyRevocation revocation;
  private final DestinationConnections connections;

  Departure(Keyring keyring, KeyRevocation revocation, DestinationConnections connections) {
    this.keyring = keyring;
    this.revocation = revocation;
    this.connections = connections;
  }

  /**
   * Removes everything of the AuditLog from Kafka.
   *
   * @throws io.kafkaaudit.operator.kafka.KafkaFailure when the destination does not do it; may be
   *     repeated
   */
  void leave(AuditLog log, boolean deleteTopic) {
    String uid = log.getMetadata().getUid();
    String text = keyring.admin(uid);
    if (text == null) {
      return; // nothing was ever done in Kafka for it
    }
    AuditLogStatus status = log.getStatus();
    String topic =
        status != null && status.getTopic() != null && status.getTopic().getName() != null
            ? status.getTopic().getName()
            : log.getSpec().getTopic().getName();
    // In a namespace that is deleted, certificates and our rights may be gone before the AuditLog.
    AdminProperties admin = DestinationAccess.admin(text);
    Destination destination = connections.to(admin);
    String prefix = KeyIds.prefix(destination.clusterId(), topic);
    AclPlan plan =
        destination.aclPlan(
            new AclPlan.Access(topic, admin.principal(), prefix, "nobody", Set.of(), false));
    destination.apply(
        new AclPlan(List.of(), plan.delete(), plan.foreign(), plan.toEveryone(), plan.bypass()));
    Set<String> ids = new HashSet<>(destination.keys(prefix).all());
    if (status != null) {
      GrantedKeys.of(status).forEach(key -> ids.add(key.id()));
    }
    ids.forEach(id -> revocation.revoke(id, destination));
    if (deleteTopic) {
      destination.deleteTopic(topic);
      destination.deleteTopic(AuditTopics.statusTopic(topic));
    }
    keyring.forgetAuditLog(uid);
  }
}
