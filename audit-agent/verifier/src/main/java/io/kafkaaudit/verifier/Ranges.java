package io.kafkaaudit.verifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of sequence numbers, kept as ranges that never touch. Not thread-safe. */
final class Ranges {
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  /** Adds from..to, both included. */
  void add(long from, long to) {
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

  boolean contains(long number) {
    Map.Entry<Long, Long> range = ranges.floorEntry(number);
    return range != null && range.getValue() >= number;
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  long first() {
    return ranges.firstKey();
  }

  long last() {
    return ranges.lastEntry().getValue();
  }

  /** The numbers of first..last that are not in the set. */
  List<Range> missing(long first, long last) {
    List<Range> missing = new ArrayList<>();
    long next = first;
    Long before = ranges.floorKey(first);
    for (Map.Entry<Long, Long> range : ranges.tailMap(before == null ? first : before).entrySet()) {
      if (range.getKey() > last) {
        break;
      }
      if (range.getKey() > next) {
        missing.add(new Range(next, range.getKey() - 1));
      }
      next = Math.max(next, range.getValue() + 1);
    }
    if (next <= last) {
      missing.add(new Range(next, last));
    }
    return missing;
  }
}
