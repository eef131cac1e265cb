package io.kafkaaudit.verifier;

import io.kafkaaudit.contract.SequenceRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** Sequence numbers from..to, both included. */
public record Range(long from, long to) {

  /** The numbers of first..last that are not in the set. */
  static List<Range> missing(SequenceRanges set, long first, long last) {
    NavigableMap<Long, Long> ranges = set.asMap();
    List<Range> missing = new ArrayList<>();
    long next = first;
    Long before = ranges.floorKey(first);
    for (Map.Entry<Long, Long> range :
        ranges.tailMap(before == null ? first : before, true).entrySet()) {
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

  @Override
  public String toString() {
    return from == to ? Long.toString(from) : from + "-" + to;
  }
}
