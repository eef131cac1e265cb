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
  private final SharedRoom room;
  private final int mask;
  private final AtomicLong tail = new AtomicLong();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private volatile long head;

  /**
   * @param capacity rounded up to a power of two
   * @param room for what the acts hold on to
   */
  public Lane(int capacity, SharedRoom room) {
    this.room = room;
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
    while (true) {
      long position = tail.get();
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

  /**
   * The same with bytes of the lane's room, which are given back with the slot unless {@link
   * Act#takeFrom} took them over. Null: there is no slot or no room, and the act was counted.
   *
   * @param source who the bytes are for
   * @param events how many events the act may give
   */
  public @Nullable Act claim(Object source, long bytes, int events) {
    SharedRoom.Share share = room.claim(source, bytes);
    if (share == null) {
      refused.add(events);
      return null;
    }
    Act act = claim();
    if (act == null) {
      dropped.add(events - 1);
      room.release(share, bytes);
      return null;
    }
    act.share = share;
    act.bytes = bytes;
    return act;
  }

  /** Gives back the bytes that are held for an act. */
  public void release(Act act) {
    SharedRoom.Share share = act.share;
    if (share != null) {
      act.share = null;
      room.release(share, act.bytes);
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
      release(act);
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

  /** Events are lost for want of memory. */
  public void refused(int more) {
    refused.add(more);
  }

  /** Events refused so far for want of memory, or because their source held its share of it. */
  public long refused() {
    return refused.sum();
  }

  /** What the acts of this lane hold on to. */
  public SharedRoom room() {
    return room;
  }

  public int capacity() {
    return slots.length;
  }

  /** Slots in use now; approximate. */
  public int used() {
    return (int) Math.max(0, tail.get() - head);
  }
}
