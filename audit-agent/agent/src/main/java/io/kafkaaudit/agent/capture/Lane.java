package io.kafkaaudit.agent.capture;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded ring of preallocated slots: many broker threads put, one encoder thread takes. Nobody
 * locks or waits; a full ring refuses and counts. After D. Vyukov's bounded queue: it is a
 * producer's turn when a slot's turn is its position, the encoder's when it is one more.
 */
public final class Lane {
  private final Act[] slots;
  private final int mask;
  private final AtomicLong tail = new AtomicLong();
  private final LongAdder dropped = new LongAdder();
  private volatile long head;

  /**
   * @param capacity rounded up to a power of two
   */
  public Lane(int capacity) {
    int size = Integer.highestOneBit(Math.max(2, capacity) * 2 - 1);
    slots = new Act[size];
    mask = size - 1;
    for (int i = 0; i < size; i++) {
      slots[i] = new Act();
      slots[i].turn(i);
    }
  }

  /**
   * Reserves a slot for the calling thread, which must {@link #publish} it. Null: the lane is full,
   * and the act was counted as dropped.
   */
  public @Nullable Act claim() {
    return claim(0);
  }

  /**
   * The same for an act that may not take the last slots.
   *
   * @param reserve slots that stay free for acts that matter more
   */
  public @Nullable Act claim(int reserve) {
    while (true) {
      long position = tail.get();
      if (reserve > 0 && position - head >= slots.length - reserve) {
        dropped.increment();
        return null;
      }
      Act slot = slots[(int) position & mask];
      long turn = slot.turn();
      if (turn == position) {
        if (tail.compareAndSet(position, position + 1)) {
          return slot;
        }
      } else if (turn < position) {
        dropped.increment();
        return null;
      }
    }
  }

  /** Hands a claimed slot to the encoder thread. */
  public void publish(Act act) {
    act.turn(act.turn() + 1);
  }

  /**
   * Encoder thread only: lets it read the next slot, which is cleared afterwards.
   *
   * @return false when there is none
   */
  public boolean take(Consumer<Act> reader) {
    long position = head;
    Act act = slots[(int) position & mask];
    if (act.turn() != position + 1) {
      return false;
    }
    try {
      reader.accept(act);
    } finally {
      act.clear();
      head = position + 1;
      act.turn(position + slots.length);
    }
    return true;
  }

  /** What was refused would have been more than one event. */
  public void dropped(int more) {
    dropped.add(more);
  }

  /** Events refused so far because the lane was full. */
  public long dropped() {
    return dropped.sum();
  }

  public int capacity() {
    return slots.length;
  }

  /** Slots in use now; approximate. */
  public int used() {
    return (int) Math.max(0, tail.get() - head);
  }
}
