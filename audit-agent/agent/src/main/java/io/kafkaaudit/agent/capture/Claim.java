package io.kafkaaudit.agent.capture;

import io.kafkaaudit.agent.capture.SharedRoom.Share;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that are held for one management request. The broker's threads, one after the other,
 * ask for more; the encoder thread ends it, maybe at the same moment.
 */
public final class Claim {
  private static final long ENDED = Long.MIN_VALUE;

  private SharedRoom room;
  private Share share;
  private final AtomicLong held;
  private volatile boolean ended;

  private Claim(SharedRoom room, Share share, long bytes) {
    this.room = room;
    this.share = share;
    this.held = new AtomicLong(bytes);
  }

  /** Null: there is no room. */
  public static @Nullable Claim of(SharedRoom room, Object source, long bytes) {
    Share share = room.claim(source, bytes);
    return share == null ? null : new Claim(room, share, bytes);
  }

  /** False: there is no room for so many more. */
  boolean more(long bytes) {
    return ended || (room.claim(share, bytes) && hold(bytes));
  }

  private boolean hold(long bytes) {
    for (long before = held.get(); before != ENDED; before = held.get()) {
      if (held.compareAndSet(before, before + bytes)) {
        return true;
      }
    }
    room.release(share, bytes);
    return true;
  }

  /**
   * Holds all of it, and some more, in another room from now on.
   *
   * @return false: there is no room, and it stays where it was
   */
  boolean moveTo(SharedRoom other, Object source, long more) {
    long before = held.get();
    if (before == ENDED) {
      return true;
    }
    Share there = other.claim(source, before + more);
    if (there == null) {
      return false;
    }
    long left = held.getAndSet(ENDED);
    if (left == ENDED) {
      other.release(there, before + more);
      return true;
    }
    room.release(share, left);
    room = other;
    share = there;
    held.set(before + more);
    if (ended) {
      end(); // it did not find these bytes
    }
    return true;
  }

  boolean isEnded() {
    return ended;
  }

  /** Gives everything back. */
  void end() {
    ended = true;
    long left = held.getAndSet(ENDED);
    if (left != ENDED) {
      room.release(share, left);
    }
  }
}
