package io.kafkaaudit.operator;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One call of an operator that fails, by its kind and its number among the calls of that kind: the
 * operator works in parallel, so that a number among all calls would hit another one in every run.
 * Thread-safe.
 */
public final class Fault {
  /** When a call fails, and what becomes of the operator. */
  public enum When {
    /** Nothing is changed; the operator goes on. */
    BEFORE_EFFECT(false),
    /** The change is made, the answer is lost; the operator goes on. */
    AFTER_EFFECT(false),
    /** Nothing is changed, and no later call arrives. */
    DIES_BEFORE_EFFECT(true),
    /** The change is made, and no later call arrives. */
    DIES_AFTER_EFFECT(true);

    private final boolean dies;

    When(boolean dies) {
      this.dies = dies;
    }

    boolean hasEffect() {
      return this == AFTER_EFFECT || this == DIES_AFTER_EFFECT;
    }
  }

  /** What a call is told. */
  public enum Answer {
    PASSES,
    FAILS_BEFORE_EFFECT,
    FAILS_AFTER_EFFECT
  }

  private final String kind;
  private final int number;
  private final When when;
  private final Map<String, Integer> calls = new TreeMap<>();
  private final CountDownLatch happened = new CountDownLatch(1);

  private Fault(String kind, int number, When when) {
    this.kind = kind;
    this.number = number;
    this.when = when;
  }

  /** Counts only. */
  public static Fault none() {
    return new Fault("", 0, When.BEFORE_EFFECT);
  }

  /**
   * Lets one call fail.
   *
   * @param number among the calls of that kind, from 1
   */
  public static Fault of(String kind, int number, When when) {
    if (number < 1) {
      throw new IllegalArgumentException("calls are counted from 1");
    }
    return new Fault(kind, number, when);
  }

  /** Counts a call and says what becomes of it. */
  public synchronized Answer call(String made) {
    if (happened.getCount() == 0 && when.dies) {
      return Answer.FAILS_BEFORE_EFFECT;
    }
    if (calls.merge(made, 1, Integer::sum) != number || !made.equals(kind)) {
      return Answer.PASSES;
    }
    happened.countDown();
    return when.hasEffect() ? Answer.FAILS_AFTER_EFFECT : Answer.FAILS_BEFORE_EFFECT;
  }

  public boolean hasHappened() {
    return happened.getCount() == 0;
  }

  /** Waits for the call; false: it was not made in this time. */
  public boolean await(long millis) throws InterruptedException {
    return happened.await(millis, TimeUnit.MILLISECONDS);
  }

  /** How many calls of each kind were made. */
  public synchronized Map<String, Integer> calls() {
    return new TreeMap<>(calls);
  }

  @Override
  public String toString() {
    return number == 0 ? "no fault" : kind + " #" + number + " " + when;
  }
}
