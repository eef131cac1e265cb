package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.DestinationConnections;

/** Connects to the destination cluster and learns which one it is. */
final class DestinationStep implements AuditLogStep {
  private final DestinationConnections connections;

  DestinationStep(DestinationConnections connections) {
    this.connections = connections;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.DestinationReachable;
  }

  @Override
  public void run(AuditLogPass pass) {
    Destination destination = connections.to(pass.access().admin());
    String clusterId = destination.clusterId();
    pass.reached(destination, clusterId);
    pass.conditions().isTrue(condition(), Reason.Reachable, "Connected to cluster " + clusterId);
  }
}
