package io.kafkaaudit.agent.event;

import java.util.UUID;

/** Who writes: one life of the agent in one node of one cluster. Immutable. */
public final class RunIdentity {
  private final String clusterId;
  private final int nodeId;
  private final String runId;

  public RunIdentity(String clusterId, int nodeId, UUID run) {
    this.clusterId = clusterId;
    this.nodeId = nodeId;
    this.runId = run.toString();
  }

  public String clusterId() {
    return clusterId;
  }

  public int nodeId() {
    return nodeId;
  }

  public String runId() {
    return runId;
  }

  /** The {@code agentid} attribute. */
  public String agentId() {
    return clusterId + "-" + nodeId + "-" + runId;
  }
}
