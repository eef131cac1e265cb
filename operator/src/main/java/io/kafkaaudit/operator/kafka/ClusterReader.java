package io.kafkaaudit.operator.kafka;

/** Looks at an audited cluster. Thread-safe. */
@FunctionalInterface
public interface ClusterReader {

  /**
   * Nodes, quorum and partitions as they are now.
   *
   * @param admin with DESCRIBE on the cluster and on every topic
   * @throws KafkaFailure when any of it cannot be seen: part of it is never given for the whole
   */
  ClusterState read(AdminProperties admin);
}
