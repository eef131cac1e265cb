package io.kafkaaudit.operator.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;

/**
 * What topics take on the brokers' disks, all replicas together. Brokers tell it of all their
 * topics at once, so that they are asked every five minutes, however many topics of theirs are
 * asked for. Thread-safe.
 */
final class StoredBytes {
  private static final Duration EVERY = Duration.ofMinutes(5);

  private final Admin admin;
  private final AdminCalls calls;
  private Map<String, Long> byTopic = Map.of();
  private @Nullable KafkaFailure failure;
  private long asked;

  /** With an admin that stays the caller's and has DESCRIBE on the cluster. */
  StoredBytes(Admin admin, AdminCalls calls) {
    this.admin = admin;
    this.calls = calls;
    this.asked = System.nanoTime() - EVERY.toNanos();
  }

  /**
   * Bytes of a topic, at most five minutes old.
   *
   * @return empty: no broker had it when they were asked
   * @throws KafkaFailure when a broker does not tell, or a disk of it failed
   */
  synchronized OptionalLong of(String topic) {
    if (System.nanoTime() - asked >= EVERY.toNanos()) {
      failure = null;
      try {
        byTopic = read();
      } catch (KafkaFailure e) {
        failure = e;
      }
      asked = System.nanoTime();
    }
    if (failure != null) {
      throw failure; // asking again at once would hold up every AuditLog of the destination
    }
    Long bytes = byTopic.get(topic);
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  private Map<String, Long> read() {
    String doing = "reading sizes of topics";
    List<Integer> brokers =
        calls.get(doing, admin.describeCluster().nodes()).stream().map(Node::id).toList();
    Map<String, Long> sums = new HashMap<>();
    for (Map<String, LogDirDescription> broker :
        calls.get(doing, admin.describeLogDirs(brokers).allDescriptions()).values()) {
      for (LogDirDescription directory : broker.values()) {
        if (directory.error() != null) {
          throw KafkaFailure.of(doing, directory.error()); // the rest is no whole sum
        }
        directory
            .replicaInfos()
            .forEach((replica, info) -> sums.merge(replica.topic(), info.size(), Long::sum));
      }
    }
    return sums;
  }
}
