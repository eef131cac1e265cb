package io.kafkaaudit.agent.capture;

import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.LossCause;
import io.kafkaaudit.contract.SequenceRanges;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sequence numbers that are not in the audit topic, until a loss event that names them is. Thread
 * safe; broker threads never come here.
 */
public final class LossLedger {
  /** An event of so many is some 40 KB; what is over 1 MB would be refused by Kafka's defaults. */
  private static final int MOST_RANGES = 1_000;

  /** Of one cause: while nothing can be named they must not fill the memory. */
  private static final int MOST_OPEN = 1_500;

  private final Map<LossCause, Loss> open = new EnumMap<>(LossCause.class);
  private final Map<LossCause, Long> totals = new EnumMap<>(LossCause.class);

  /** Adds the numbers from..to, both included. */
  public synchronized void lost(
      LossCause cause,
      long from,
      long to,
      Set<Category> categories,
      long firstMillis,
      long lastMillis) {
    open.computeIfAbsent(cause, Loss::new).add(from, to, categories, firstMillis, lastMillis);
    totals.merge(cause, to - from + 1, Long::sum);
  }

  /** A loss event was not delivered: what it named is open again. */
  public synchronized void reopen(Loss loss) {
    Loss mine = open.computeIfAbsent(loss.cause, Loss::new);
    loss.ranges()
        .forEach(
            (from, to) -> mine.add(from, to, loss.categories, loss.firstMillis, loss.lastMillis));
  }

  /**
   * Takes what loss events can name now; empty when nothing is open. Where a cause has very many
   * ranges, they are several losses, each small enough for one event.
   */
  public synchronized List<Loss> takeAll() {
    List<Loss> all = new ArrayList<>();
    open.values().forEach(loss -> loss.splitInto(all));
    open.clear();
    return all;
  }

  /** Numbers lost since the start by cause, for metrics. */
  public synchronized Map<LossCause, Long> totals() {
    return new EnumMap<>(totals);
  }

  public synchronized boolean isEmpty() {
    return open.isEmpty();
  }

  /** Ranges of one cause. Not thread-safe: owned by the ledger, then by who took it. */
  public static final class Loss {
    private final LossCause cause;
    private final SequenceRanges ranges = new SequenceRanges();
    private final Set<Category> categories = EnumSet.noneOf(Category.class);
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis;

    Loss(LossCause cause) {
      this.cause = cause;
    }

    /**
     * Where there are too many ranges one grows: what lies between is lost as well, by another
     * cause, or is in the topic all the same.
     */
    private void add(long from, long to, Set<Category> of, long first, long last) {
      ranges.add(from, to, MOST_OPEN);
      categories.addAll(of);
      firstMillis = Math.min(firstMillis, first);
      lastMillis = Math.max(lastMillis, last);
    }

    private void splitInto(List<Loss> parts) {
      Loss part = new Loss(cause);
      for (Map.Entry<Long, Long> range : ranges().entrySet()) {
        if (part.ranges.size() == MOST_RANGES) {
          parts.add(part);
          part = new Loss(cause);
        }
        part.add(range.getKey(), range.getValue(), categories, firstMillis, lastMillis);
      }
      parts.add(part);
    }

    public LossCause cause() {
      return cause;
    }

    /** From -> to, both included, ascending, never touching each other. */
    public Map<Long, Long> ranges() {
      return ranges.asMap();
    }

    public Set<Category> categories() {
      return categories;
    }

    public long firstMillis() {
      return firstMillis;
    }

    public long lastMillis() {
      return lastMillis;
    }

    /** How many numbers the ranges hold. */
    public long count() {
      return ranges.count();
    }
  }
}
