package io.kafkaaudit.agent.boot;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Acts about several resources, told by turns: a large one holds up no other. Owned by the encoder
 * thread.
 */
final class Walks {
  private static final int STEPS_AT_ONCE = 32;

  private final Account account;
  private final Queue<Walk> walks = new ArrayDeque<>();

  Walks(Account account) {
    this.account = account;
  }

  void add(Walk walk) {
    walks.add(walk);
  }

  boolean isEmpty() {
    return walks.isEmpty();
  }

  /** Takes at most this many steps; returns whether one of them led on. */
  boolean work(int steps) {
    int left = steps;
    int waiting = 0;
    while (left > 0 && waiting < walks.size()) {
      Walk walk = walks.remove();
      int some = Math.min(left, STEPS_AT_ONCE);
      int taken = 0;
      Walk.Step last = Walk.Step.GOES_ON;
      while (taken < some && last == Walk.Step.GOES_ON) {
        last = step(walk);
        taken++;
      }
      left -= taken;
      if (last == Walk.Step.ENDED) {
        walk.end();
      } else {
        walks.add(walk);
      }
      waiting = last == Walk.Step.WAITS && taken == 1 ? waiting + 1 : 0;
    }
    return left < steps - waiting;
  }

  private Walk.Step step(Walk walk) {
    try {
      return walk.step();
    } catch (Throwable e) { // of a shape that a newer Kafka brings, or memory has run out
      account.unreadable(e);
      walk.abandon();
      return Walk.Step.ENDED;
    }
  }

  /** At the end of the run: what still waits is lost. */
  void abandon() {
    for (Walk walk = walks.poll(); walk != null; walk = walks.poll()) {
      walk.abandon();
      walk.end();
    }
  }
}
