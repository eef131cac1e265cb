package io.kafkaaudit.contract;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A set of sequence numbers, kept as ranges that never touch. Numbers are below 2^62, so that a sum
 * does not overflow. Not thread-safe.
 */
public final class SequenceRanges {
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  /** Adds from..to, both included. */
  public void add(long from, long to) {
    long start = from;
    long end = to;
    Map.Entry<Long, Long> before = ranges.floorEntry(start);
    if (before != null && before.getValue() >= start - 1) {
      start = before.getKey();
      end = Math.max(end, before.getValue());
    }
    for (Map.Entry<Long, Long> after = ranges.ceilingEntry(start);
        after != null && after.getKey() <= end + 1;
        after = ranges.ceilingEntry(start)) {
      end = Math.max(end, after.getValue());
      ranges.remove(after.getKey());
    }
    ranges.put(start, end);
  }

  /**
   * Adds numbers with a bound on the count of ranges: if there are that many already, the numbers
   * between these and their neighbour are added as well.
   */
  public void add(long from, long to, int mostRanges) {
    if (ranges.size() < mostRanges) {
      add(from, to);
      return;
    }
    Map.Entry<Long, Long> before = ranges.floorEntry(from);
    if (before != null) {
      add(Math.min(from, before.getValue() + 1), to);
    } else {
      add(from, Math.max(to, ranges.firstKey() - 1));
    }
  }

  /** How many ranges there are. */
  public int size() {
    return ranges.size();
  }

  public boolean contains(long number) {
    Map.Entry<Long, Long> range = ranges.floorEntry(number);
    return range != null && range.getValue() >= number;
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** From -> to, both included, ascending; a view. */
  public NavigableMap<Long, Long> asMap() {
    return Collections.unmodifiableNavigableMap(ranges);
  }

  /** How many numbers the ranges hold. */
  public long count() {
    return ranges.entrySet().stream().mapToLong(r -> r.getValue() - r.getKey() + 1).sum();
  }
}
