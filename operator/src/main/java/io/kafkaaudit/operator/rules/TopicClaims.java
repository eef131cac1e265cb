package io.kafkaaudit.operator.rules;

import io.kafkaaudit.contract.AuditTopics;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.owned.Age;
import io.kafkaaudit.operator.owned.Names;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of several AuditLogs has the topics of a destination cluster: the oldest. Pure. */
public final class TopicClaims {
  private TopicClaims() {}

  /** What is known of the destination clusters of two AuditLogs. */
  public enum Destinations {
    SAME,
    DIFFERENT,
    UNKNOWN
  }

  /** Whether one of the two topics of one is one of the two topics of the other, by name. */
  public static boolean shareTopics(AuditLog log, AuditLog other) {
    Set<String> shared = new HashSet<>(topics(log));
    shared.retainAll(topics(other));
    return !shared.isEmpty();
  }

  private static Set<String> topics(AuditLog log) {
    String topic = log.getSpec().getTopic().getName();
    return Set.of(topic, AuditTopics.statusTopic(topic));
  }

  /**
   * Compares where two AuditLogs write.
   *
   * @param clusterId of the first one's destination, when Kafka has told
   */
  public static Destinations destinations(
      AuditLog log, @Nullable String clusterId, AuditLog other) {
    String there = other.getStatus() == null ? null : other.getStatus().getClusterId();
    if (clusterId != null && there != null) {
      return clusterId.equals(there) ? Destinations.SAME : Destinations.DIFFERENT;
    }
    // The operator connects to the addresses in that Secret, to no others.
    return sameNamespace(log, other) && admin(log).equals(admin(other))
        ? Destinations.SAME
        : Destinations.UNKNOWN;
  }

  /**
   * Whether both name an address of a listener in common. That is a hint and no proof: a host
   * without a dot is another one in each namespace.
   */
  public static boolean nameSameAddress(AuditLog log, AuditLog other) {
    Set<String> shared = addresses(log);
    shared.retainAll(addresses(other));
    return shared.stream().anyMatch(a -> sameNamespace(log, other) || a.contains("."));
  }

  private static Set<String> addresses(AuditLog log) {
    String servers = log.getSpec().getDestination().getBootstrapServers();
    return servers == null
        ? new HashSet<>()
        : new HashSet<>(Arrays.asList(servers.toLowerCase(java.util.Locale.ROOT).split(",")));
  }

  private static boolean sameNamespace(AuditLog log, AuditLog other) {
    return log.getMetadata().getNamespace().equals(other.getMetadata().getNamespace());
  }

  private static String admin(AuditLog log) {
    return log.getSpec().getDestination().getAdmin().getSecretRef().getName();
  }

  /** What is said of the younger one. */
  public static String conflict(AuditLog log, AuditLog older) {
    return "topic.name: AuditLog "
        + Names.of(older)
        + " is older and writes to topic "
        + older.getSpec().getTopic().getName()
        + " of the same cluster: choose another topic.name";
  }

  /**
   * Refuses the younger.
   *
   * @throws StepFailure TopicConflict, or WaitingForOlderAuditLog while it is not known where an
   *     older one of the same topic name writes
   */
  public static void check(AuditLog log, String clusterId, Collection<AuditLog> others) {
    for (AuditLog other : others) {
      if (!Age.isOlder(other, log) || !shareTopics(log, other)) {
        continue;
      }
      Destinations destinations = destinations(log, clusterId, other);
      if (destinations == Destinations.SAME) {
        throw new StepFailure(Reason.TopicConflict, conflict(log, other));
      }
      if (destinations == Destinations.UNKNOWN && !looked(other.getStatus())) {
        throw new StepFailure(
            Reason.WaitingForOlderAuditLog,
            "AuditLog " + Names.of(other) + " is older and has the same topic.name");
      }
    }
  }

  private static boolean looked(@Nullable AuditLogStatus status) {
    return status != null
        && status.getObservedGeneration() != null
        && status.getObservedGeneration() >= 0;
  }
}
