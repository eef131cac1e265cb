package io.kafkaaudit.operator;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Calls of an operator that fail, by their kind and their number among the calls of that kind: the
 * operator works in parallel, so that a number among all calls would hit another one in every run.
 * Thread-safe.
 */
public final class Fault {
  /** When a call fails, and what becomes of the operator. */
  public enum When {
    /** Nothing is changed; the operator goes on. */
    BEFORE_EFFECT,
    /** The change is made, the answer is lost; the operator goes on. */
    AFTER_EFFECT,
    /** The change is made, and no later call arrives before {@link #revive}. */
    DIES_AFTER_EFFECT
  }

  /** What a call is told. */
  public enum Answer {
    PASSES,
    FAILS_BEFORE_EFFECT,
    FAILS_AFTER_EFFECT
  }

  private final String name;
  private final Predicate<String> kinds;
  private final IntPredicate numbers;
  private final When when;
  private final Map<String, Integer> calls = new TreeMap<>();
  private final Semaphore failures = new Semaphore(0);
  private int failed;
  private boolean dead;

  private Fault(String name, Predicate<String> kinds, IntPredicate numbers, When when) {
    this.name = name;
    this.kinds = kinds;
    this.numbers = numbers;
    this.when = when;
  }

  /** Counts only. */
  public static Fault none() {
    return new Fault("no fault", kind -> false, number -> false, When.BEFORE_EFFECT);
  }

  /**
   * Lets one call fail.
   *
   * @param number among the calls of that kind, from 1
   */
  public static Fault of(String kind, int number, When when) {
    return new Fault(when + " of " + kind + " " + number, kind::equals, n -> n == number, when);
  }

  /**
   * Lets the calls of these numbers fail: first, first + period, and so on, of each kind.
   *
   * @param kinds which kinds of calls
   * @param first from 1
   */
  public static Fault every(int period, int first, Predicate<String> kinds, When when) {
    return new Fault(
        when + " of every " + period + "th call from the " + first + "th on",
        kinds,
        n -> n % period == first % period,
        when);
  }

  /** Counts a call and says what becomes of it. */
  public synchronized Answer call(String kind) {
    if (dead) {
      return Answer.FAILS_BEFORE_EFFECT;
    }
    if (!numbers.test(calls.merge(kind, 1, Integer::sum)) || !kinds.test(kind)) {
      return Answer.PASSES;
    }
    failed++;
    dead = when == When.DIES_AFTER_EFFECT;
    failures.release();
    return when == When.BEFORE_EFFECT ? Answer.FAILS_BEFORE_EFFECT : Answer.FAILS_AFTER_EFFECT;
  }

  /** Lets calls arrive again: another operator makes them. */
  public synchronized void revive() {
    dead = false;
    failures.drainPermits();
  }

  /** How many calls have failed. */
  public synchronized int failed() {
    return failed;
  }

  /** Waits for a call to fail since {@link #revive}; false: none did in this time. */
  public boolean awaitFailure(long millis) throws InterruptedException {
    return failures.tryAcquire(millis, TimeUnit.MILLISECONDS);
  }

  /** How many calls of each kind were made. */
  public synchronized Map<String, Integer> calls() {
    return new TreeMap<>(calls);
  }

  @Override
  public String toString() {
    return name;
  }
}
