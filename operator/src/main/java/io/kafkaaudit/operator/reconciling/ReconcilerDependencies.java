package io.kafkaaudit.operator.reconciling;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.keys.KeyRemovals;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import io.kafkaaudit.operator.owned.AuditLogLocks;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.platform.PlatformEvents;
import java.time.Clock;
import java.time.Duration;

/**
 * What both reconcilers use, one of each for the operator. All of them are thread-safe.
 *
 * @param poll how often an unchanged resource is looked at
 */
public record ReconcilerDependencies(
    KubernetesClient client,
    DestinationConnections connections,
    Keyring keyring,
    AuditLogLocks locks,
    KeyRemovals removals,
    EventRecorder eventRecorder,
    PlatformEvents platformEvents,
    OperatorMetrics metrics,
    Clock clock,
    Duration poll) {

  public OwnedObjects objects() {
    return new OwnedObjects(client);
  }
}
