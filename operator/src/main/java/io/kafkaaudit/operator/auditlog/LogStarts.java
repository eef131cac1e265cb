package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.Destination.PartitionStart;
import io.kafkaaudit.operator.kafka.TopicPlan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Finds records of the audit topic that were deleted before their retention was over: each look
 * notes from which offset on everything must still be there at the next one. The notes are in
 * memory, for the status would have to be written at every poll: what is deleted while no operator
 * looks is not found. Thread-safe for different AuditLogs.
 */
final class LogStarts {
  private final Map<String, Note> notes = new ConcurrentHashMap<>();
  private final Clock clock;
  private final Duration slack;

  /** What must be there until {@code until}. */
  private record Note(
      String topicId, Duration retention, Instant until, Map<Integer, Long> offsets) {}

  /**
   * With looks at every poll.
   *
   * @param poll time between two looks; four of them may pass
   */
  LogStarts(Clock clock, Duration poll) {
    this.clock = clock;
    Duration least = Duration.ofMinutes(2);
    Duration four = poll.multipliedBy(4);
    this.slack = four.compareTo(least) > 0 ? four : least;
  }

  /**
   * Looks.
   *
   * @param retention that was promised
   * @return a sentence for each partition that lost records since the last look
   */
  List<String> lost(
      String uid,
      String topic,
      TopicPlan.Actual actual,
      Duration retention,
      Destination destination) {
    Instant now = clock.instant();
    Map<Integer, Long> expected = expected(uid, actual.id(), retention, now);
    Map<Integer, PartitionStart> starts =
        destination.starts(topic, led(actual), now.minus(retention).plus(slack));
    List<String> lost = new ArrayList<>();
    Map<Integer, Long> next = new HashMap<>();
    starts.forEach(
        (partition, start) -> {
          next.put(partition, Math.max(start.from(), start.log()));
          Long first = expected.get(partition);
          if (first != null && start.log() > first) {
            lost.add(
                "partition %d: offsets %d to %d were deleted before their retention was over"
                    .formatted(partition, first, start.log() - 1));
          }
        });
    notes.put(uid, new Note(actual.id(), retention, now.plus(slack), next));
    return lost;
  }

  private static List<Integer> led(TopicPlan.Actual topic) {
    return IntStream.range(0, topic.partitions())
        .filter(partition -> !topic.leaderless().contains(partition))
        .boxed()
        .toList();
  }

  /** From where on each partition must still have everything; empty where nobody looked lately. */
  private Map<Integer, Long> expected(String uid, String topicId, Duration retention, Instant now) {
    Note before = notes.get(uid);
    return before != null
            && before.topicId.equals(topicId)
            && before.retention.equals(retention)
            && now.isBefore(before.until)
        ? before.offsets
        : Map.of();
  }

  /** Called when the AuditLog is gone. */
  void forget(String uid) {
    notes.remove(uid);
  }
}
