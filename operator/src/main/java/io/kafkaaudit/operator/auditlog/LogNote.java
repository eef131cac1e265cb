package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.kafka.Destination.PartitionStart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of the partitions of an audit topic: offsets, each with a time before which no
 * record from there on was written. From that follows what must still be there later. Pure.
 *
 * @param topicId that Kafka gave
 * @param retention that was promised at the last look
 * @param edge what would expire next; null: not known
 * @param points at least an eighth of the retention apart, in the order of time, but for the last
 */
record LogNote(String topicId, Duration retention, @Nullable Point edge, List<Point> points) {
  /** Into so many parts the points divide the retention. */
  static final int PARTS = 8;

  /** Clocks of operator and destination may differ by it. */
  static final Duration GUARD = Duration.ofMinutes(1);

  /**
   * All records from these offsets on are of that time or later.
   *
   * @param offsets by partition
   */
  record Point(Instant time, Map<Integer, Long> offsets) {
    /** Copies. */
    Point {
      offsets = Map.copyOf(offsets);
    }
  }

  /** Copies. */
  LogNote {
    points = points.stream().sorted(Comparator.comparing(Point::time)).toList();
  }

  /**
   * From where on each partition must have everything; empty for those of which nothing is known.
   *
   * @param promised retention now; what was shorter before may have taken more
   */
  Map<Integer, Long> expected(Duration promised, Instant now) {
    Instant oldest = now.minus(shorter(retention, promised)).plus(GUARD);
    List<Point> all = new ArrayList<>(points);
    if (edge != null) {
      all.add(edge);
    }
    Map<Integer, Long> expected = new TreeMap<>();
    all.stream()
        .filter(point -> !point.time().isBefore(oldest))
        .forEach(
            point ->
                point
                    .offsets()
                    .forEach((partition, offset) -> expected.merge(partition, offset, Math::min)));
    return expected;
  }

  /**
   * The note after another look.
   *
   * @param next what would expire next
   * @param latest of the end of the log
   * @param starts of which nothing before the log's start is told again
   */
  LogNote after(Duration promised, Point next, Point latest, Map<Integer, PartitionStart> starts) {
    Instant oldest = latest.time().minus(shorter(retention, promised));
    List<Point> candidates =
        new ArrayList<>(
            points.stream()
                .filter(point -> !point.time().isBefore(oldest))
                .filter(point -> point.time().isBefore(latest.time()))
                .map(point -> raised(point, starts))
                .toList());
    List<Point> kept = new ArrayList<>();
    Duration apart = promised.dividedBy(PARTS);
    for (Point point : candidates) {
      if (kept.isEmpty() || !point.time().isBefore(kept.get(kept.size() - 1).time().plus(apart))) {
        kept.add(point);
      }
    }
    kept.add(latest);
    return new LogNote(topicId, promised, next, kept);
  }

  /** The note with what another operator noted of the same topic. */
  LogNote with(LogNote other) {
    if (!other.topicId.equals(topicId)) {
      return this;
    }
    List<Point> all = new ArrayList<>(other.points);
    all.addAll(points);
    return new LogNote(
        topicId, shorter(retention, other.retention), edge == null ? other.edge : edge, all);
  }

  private static Point raised(Point point, Map<Integer, PartitionStart> starts) {
    Map<Integer, Long> offsets = new HashMap<>(point.offsets());
    starts.forEach(
        (partition, start) ->
            offsets.computeIfPresent(partition, (p, offset) -> Math.max(offset, start.log())));
    return new Point(point.time(), offsets);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
