package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Drift that was repaired: tells of it, and finds what somebody else keeps undoing, so that the
 * operator does not fight for ever. Counts are kept in memory: an operator that starts anew tries
 * three times more. Thread-safe for different AuditLogs.
 */
final class Repairs {
  /** So many repairs of the same within the window are a contest. */
  static final int MOST = 3;

  static final Duration WINDOW = Duration.ofMinutes(10);

  /** After that time without a repair, it is tried again. */
  static final Duration REST = Duration.ofHours(1);

  /** Kafka's brokers learn of a change one by one: what is seen wrong so early is no drift yet. */
  static final Duration SETTLING = Duration.ofSeconds(5);

  private final Map<String, Map<String, Deque<Instant>>> times = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Instant>> made = new ConcurrentHashMap<>();
  private final EventRecorder eventRecorder;
  private final OperatorMetrics metrics;
  private final Clock clock;

  /**
   * Something that is not as the operator left it.
   *
   * @param item what it is, the same at each time
   * @param sentence what is done about it, for a person
   */
  record Drift(String item, String sentence) {}

  Repairs(EventRecorder eventRecorder, OperatorMetrics metrics, Clock clock) {
    this.eventRecorder = eventRecorder;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Items of the drift that are not to be repaired now. */
  Set<String> contested(String uid, Collection<Drift> drift) {
    Instant now = clock.instant();
    Map<String, Deque<Instant>> known = times.getOrDefault(uid, Map.of());
    return drift.stream()
        .map(Drift::item)
        .filter(item -> isContested(known.get(item), now))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Of the drift what will be repaired, and told: not the contested, nor what is seen too early.
   */
  List<Drift> uncontested(String uid, Collection<Drift> drift, Set<String> contested) {
    Instant earliest = clock.instant().minus(SETTLING);
    Map<String, Instant> lately = made.getOrDefault(uid, Map.of());
    return drift.stream()
        .filter(one -> !contested.contains(one.item()))
        .filter(one -> lately.getOrDefault(one.item(), Instant.MIN).isBefore(earliest))
        .toList();
  }

  private static boolean isContested(@Nullable Deque<Instant> repairs, Instant now) {
    return repairs != null
        && repairs.size() == MOST
        && Duration.between(repairs.getFirst(), repairs.getLast()).compareTo(WINDOW) <= 0
        && Duration.between(repairs.getLast(), now).compareTo(REST) < 0;
  }

  /**
   * Remembers what was changed, and tells of what of it was drift.
   *
   * @param kind of drift, for the metric: access, topic or settings
   * @param drift all that was found
   * @param changed items of everything that was changed, drift or not; the contested not among them
   */
  void repaired(AuditLog log, String kind, Collection<Drift> drift, Collection<String> changed) {
    String uid = log.getMetadata().getUid();
    Instant now = clock.instant();
    Map<String, Instant> lately = made.computeIfAbsent(uid, u -> new HashMap<>());
    Map<String, Deque<Instant>> repaired = times.computeIfAbsent(uid, u -> new HashMap<>());
    lately.values().removeIf(at -> at.plus(SETTLING).isBefore(now));
    repaired.values().removeIf(all -> all.getLast().plus(REST).isBefore(now));
    List<String> tell = new ArrayList<>();
    for (Drift one : drift) {
      if (changed.contains(one.item()) && !lately.containsKey(one.item())) {
        Deque<Instant> all = repaired.computeIfAbsent(one.item(), i -> new ArrayDeque<>());
        all.addLast(now);
        if (all.size() > MOST) {
          all.removeFirst();
        }
        tell.add(one.sentence());
      }
    }
    changed.forEach(item -> lately.put(item, now));
    if (!tell.isEmpty()) {
      metrics.driftRepaired(log, kind, tell.size());
      eventRecorder.record(log, true, Reason.DriftRepaired, String.join("; ", tell));
    }
  }

  /** Called when the AuditLog is gone. */
  void forget(String uid) {
    times.remove(uid);
    made.remove(uid);
  }

  /** What people are told about a contest. */
  static String contest(Collection<String> items) {
    return "somebody else undid this "
        + MOST
        + " times within "
        + WINDOW.toMinutes()
        + " minutes, and it is left alone for "
        + REST.toMinutes()
        + " minutes: "
        + String.join("; ", items)
        + ": find who manages it and make them leave it alone";
  }
}
