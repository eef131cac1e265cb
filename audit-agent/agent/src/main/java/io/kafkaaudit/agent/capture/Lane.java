package io.kafkaaudit.agent.capture;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded ring of preallocated slots: many broker threads put, one encoder thread takes. Nobody
 * locks or waits; a full ring refuses and counts. After D. Vyukov's bounded queue.
 */
public final class Lane {
  private final Act[] slots;
  private final AtomicLongArray turns;
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
    turns = new AtomicLongArray(size);
    mask = size - 1;
    for (int i = 0; i < size; i++) {
      slots[i] = new Act();
      turns.set(i, i);
    }
  }

  /**
   * Reserves a slot for the calling thread, which must {@link #publish} it. Null: the lane is full,
   * and the act was counted as dropped.
   *
   * @param ticket receives the reservation in element 0
   */
  public @Nullable Act claim(long[] ticket) {
    return claim(ticket, 0);
  }

  /**
   * The same for an act that may not take the last slots.
   *
   * @param reserve slots that stay free for acts that matter more
   */
  public @Nullable Act claim(long[] ticket, int reserve) {
    while (true) {
      long position = tail.get();
      if (reserve > 0 && position - head >= slots.length - reserve) {
        dropped.increment();
        return null;
      }
      long turn = turns.get((int) position & mask);
      if (turn == position) {
        if (tail.compareAndSet(position, position + 1)) {
          ticket[0] = position;
          return slots[(int) position & mask];
        }
      } else if (turn < position) {
        dropped.increment();
        return null;
      }
    }
  }

  /** Hands a claimed slot to the encoder thread. */
  public void publish(long[] ticket) {
    turns.setRelease((int) ticket[0] & mask, ticket[0] + 1);
  }

  /**
   * Encoder thread only: lets it read the next slot, which is cleared afterwards.
   *
   * @return false when there is none
   */
  public boolean take(Consumer<Act> reader) {
    long position = head;
    int index = (int) position & mask;
    if (turns.getAcquire(index) != position + 1) {
      return false;
    }
    Act act = slots[index];
    try {
      reader.accept(act);
    } finally {
      act.clear();
      head = position + 1;
      turns.setRelease(index, position + slots.length);
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
