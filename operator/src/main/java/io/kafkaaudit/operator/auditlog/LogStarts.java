package io.kafkaaudit.operator.auditlog;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kafkaaudit.operator.auditlog.LogNote.Point;
import io.kafkaaudit.operator.conditions.StepFailure;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds records of the audit topic that were deleted before their retention was over: each look
 * notes offsets, each with a time before which no record from there on was written. The notes are
 * written at most once an hour for each AuditLog, all of them at once, and when the operator stops:
 * what is deleted while none looks is found by the next one. Thread-safe for different AuditLogs.
 */
final class LogStarts {
  /** A note is written when the last one written is that old. */
  static final Duration WRITE = Duration.ofHours(1);

  /** After a write that failed. */
  private static final Duration RETRY = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(LogStarts.class);

  /** More partitions that lost records at once are told as one loss. */
  private static final int MOST_SENTENCES = 5;

  private final Map<String, LogNote> notes = new ConcurrentHashMap<>();
  private final Map<String, Instant> written = new HashMap<>();
  private final Clock clock;
  private final Duration slack;
  private final LogStartNotes store;
  private boolean loaded;
  private Instant nextTry = Instant.MIN;
  private Optional<String> problem = Optional.empty();
  private Set<String> withoutRoom = Set.of();

  /**
   * With looks at every poll.
   *
   * @param poll time between two looks; four of them may pass
   */
  LogStarts(Clock clock, Duration poll, LogStartNotes store) {
    this.clock = clock;
    this.store = store;
    Duration least = Duration.ofMinutes(2);
    Duration four = poll.multipliedBy(4);
    this.slack = (four.compareTo(least) > 0 ? four : least).plus(LogNote.GUARD);
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
    load();
    Instant now = clock.instant();
    List<Integer> partitions = led(actual);
    Instant next = now.minus(retention).plus(slack);
    Map<Integer, PartitionStart> starts = destination.starts(topic, partitions, next);
    LogNote known = notes.get(uid);
    boolean first = known == null || !known.topicId().equals(actual.id());
    LogNote before =
        first || known == null ? new LogNote(actual.id(), retention, null, List.of()) : known;
    boolean empty = starts.values().stream().allMatch(start -> start.end() == start.log());
    if (!empty && (first || retention.compareTo(before.retention()) > 0)) {
      before = seen(before, retention, time -> destination.starts(topic, partitions, time));
    }
    Map<Integer, Long> expected = before.expected(retention, now);
    List<String> lost = new ArrayList<>();
    new TreeMap<>(starts)
        .forEach(
            (partition, start) -> {
              Long from = expected.get(partition);
              if (from != null && start.log() > from) {
                lost.add(
                    "partition %d: offsets %d to %d".formatted(partition, from, start.log() - 1));
              }
            });
    notes.put(
        uid,
        before.after(
            retention,
            new Point(next, offsets(starts, start -> Math.max(start.from(), start.log()))),
            new Point(now, offsets(starts, PartitionStart::end)),
            starts));
    return sentences(lost);
  }

  /** How old the records are that are there already, where nobody noted it for that retention. */
  private LogNote seen(
      LogNote known, Duration retention, Function<Instant, Map<Integer, PartitionStart>> look) {
    Instant now = clock.instant();
    Instant certain = now.minus(known.retention()).plus(slack);
    List<Point> seen =
        IntStream.range(1, LogNote.PARTS)
            .mapToObj(part -> now.minus(retention.dividedBy(LogNote.PARTS).multipliedBy(part)))
            .filter(time -> !time.isBefore(certain))
            .map(time -> new Point(time, offsets(look.apply(time), PartitionStart::from)))
            .toList();
    return known.with(new LogNote(known.topicId(), known.retention(), null, seen));
  }

  private static Map<Integer, Long> offsets(
      Map<Integer, PartitionStart> starts, ToLongFunction<PartitionStart> offset) {
    return starts.entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, start -> offset.applyAsLong(start.getValue())));
  }

  private static List<String> sentences(List<String> lost) {
    String deleted = " were deleted before their retention was over";
    if (lost.size() <= MOST_SENTENCES) {
      return lost.stream().map(one -> one + deleted).toList();
    }
    return List.of(
        "in %d partitions, among them %s: these%s"
            .formatted(lost.size(), String.join(", ", lost.subList(0, MOST_SENTENCES)), deleted));
  }

  private static List<Integer> led(TopicPlan.Actual topic) {
    return IntStream.range(0, topic.partitions())
        .filter(partition -> !topic.leaderless().contains(partition))
        .boxed()
        .toList();
  }

  /** As long as that fails nothing is written, for it would be written over. */
  private synchronized void load() {
    if (loaded || clock.instant().isBefore(nextTry)) {
      return;
    }
    tried(
        () -> {
          Instant now = clock.instant();
          store
              .read()
              .forEach(
                  (uid, note) -> {
                    note.points().stream()
                        .map(Point::time)
                        .filter(time -> !time.isAfter(now.plus(LogNote.GUARD)))
                        .reduce((first, last) -> last)
                        .ifPresent(time -> written.put(uid, time));
                    notes.merge(uid, note, LogNote::with);
                  });
          loaded = true;
        });
  }

  /**
   * Writes the notes if that is due.
   *
   * @param live uids of all AuditLogs: others leave the notes
   * @return why they are not written, for a person; empty: they are
   */
  synchronized Optional<String> remember(String uid, Set<String> live) {
    Instant now = clock.instant();
    Instant last = written.get(uid);
    boolean due = last == null || !now.isBefore(last.plus(WRITE));
    if (loaded && due && notes.containsKey(uid) && !now.isBefore(nextTry)) {
      notes.keySet().removeIf(other -> !other.equals(uid) && !live.contains(other));
      write();
    }
    return problem.isEmpty() && withoutRoom.contains(uid)
        ? Optional.of("it has no room for this AuditLog, which has many partitions")
        : problem;
  }

  /** Writes the notes that were not written, when no more looks follow. */
  synchronized void close() {
    if (loaded && !notes.isEmpty()) {
      write();
    }
  }

  private void write() {
    tried(
        () -> {
          Map<String, LogNote> all = new TreeMap<>(notes);
          withoutRoom = Set.copyOf(store.write(all));
          Instant now = clock.instant();
          written.clear();
          all.keySet().forEach(uid -> written.put(uid, now));
        });
  }

  private void tried(Runnable request) {
    try {
      request.run();
      problem = Optional.empty();
    } catch (StepFailure | KubernetesClientException e) {
      nextTry = clock.instant().plus(RETRY);
      problem = Optional.of(StepFailure.of(e).text());
      LOG.warn("ConfigMap {}: {}", LogStartNotes.NAME, problem.get());
    }
  }

  /** Called when the AuditLog is gone. */
  synchronized void forget(String uid) {
    boolean known = notes.remove(uid) != null;
    if (loaded && (written.containsKey(uid) || known)) {
      write();
    }
  }
}
