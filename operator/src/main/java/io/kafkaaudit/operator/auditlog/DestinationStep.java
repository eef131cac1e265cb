package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import java.util.Set;

/** Connects to the destination cluster and learns which one it is. */
final class DestinationStep implements AuditLogStep {
  private final DestinationConnections connections;
  private final DestinationMove move;

  DestinationStep(DestinationConnections connections, DestinationMove move) {
    this.connections = connections;
    this.move = move;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.DestinationReachable;
  }

  @Override
  public Set<Fact<?>> needs() {
    return Set.of(Fact.ADMIN_ACCESS);
  }

  @Override
  public void run(AuditLogPass pass) {
    Destination destination = connections.to(pass.get(Fact.ADMIN_ACCESS).admin());
    String clusterId = destination.clusterId();
    move.check(pass, clusterId);
    pass.status().setClusterId(clusterId);
    pass.found(Fact.DESTINATION, destination);
    pass.conditions().isTrue(condition(), Reason.Reachable, "Connected to cluster " + clusterId);
  }
}
