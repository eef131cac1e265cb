package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.LossLedger;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.LossCause;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that no event of the topic has, until loss events name them. Whatever fails on the
 * way, for memory may have run out, none of them is forgotten. Numbers are added by any thread and
 * named by the encoder thread.
 */
final class Losses {
  static final Set<Category> ALL = EnumSet.allOf(Category.class);

  private final LossLedger ledger = new LossLedger();
  private final AtomicLong unnotedFrom = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong unnotedTo = new AtomicLong();
  private List<LossLedger.Loss> naming = List.of();

  LossLedger ledger() {
    return ledger;
  }

  boolean isEmpty() {
    return ledger.isEmpty() && naming.isEmpty() && unnotedTo.get() == 0;
  }

  /** Adds the numbers from..to, both included; returns what failed, null: nothing. */
  @Nullable Throwable add(LossCause cause, long from, long to, Set<Category> categories) {
    try {
      long now = System.currentTimeMillis();
      ledger.lost(cause, from, to, categories, now, now);
      return null;
    } catch (Throwable e) {
      unnotedFrom.accumulateAndGet(from, Math::min);
      unnotedTo.accumulateAndGet(to, Math::max);
      return e;
    }
  }

  /**
   * The losses to name now. The caller reports each of them to {@link #tried}; the others stay
   * here.
   */
  List<LossLedger.Loss> toName() {
    noteUnnoted();
    if (naming.isEmpty()) {
      naming = ledger.takeAll();
    }
    return List.copyOf(naming);
  }

  void tried(LossLedger.Loss loss, boolean named) {
    if (!named) {
      ledger.reopen(loss);
    }
    naming.remove(loss);
  }

  /**
   * Notes the whole range that could not be noted before, although some of its events may be in the
   * topic.
   */
  private void noteUnnoted() {
    long to = unnotedTo.get();
    if (to > 0) {
      long now = System.currentTimeMillis();
      long from = Math.min(to, unnotedFrom.get());
      ledger.lost(LossCause.HookBreaker, from, to, ALL, now, now);
      unnotedFrom.set(Long.MAX_VALUE);
      unnotedTo.compareAndSet(to, 0);
    }
  }
}
