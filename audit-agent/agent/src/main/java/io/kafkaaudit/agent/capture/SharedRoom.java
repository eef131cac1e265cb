package io.kafkaaudit.agent.capture;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A number of bytes that several sources share, so that none of them pushes out the others. A
 * source may hold as much as is free; so the first stops at half, the next at a third, and there is
 * always room for one more (A. Choudhury and E. Hahne, Dynamic Queue Length Thresholds). One that
 * has the room for itself may hold three quarters. Thread-safe; nobody locks or waits.
 */
public final class SharedRoom {
  /** More sources at once than this share one share; each costs about 150 bytes. */
  private static final int MOST_SHARES = 4096;

  private final long capacity;
  private final AtomicLong used = new AtomicLong();
  private final ConcurrentHashMap<Object, Share> shares = new ConcurrentHashMap<>();
  private final Share others = new Share();

  /**
   * @param capacity in bytes
   */
  public SharedRoom(long capacity) {
    this.capacity = capacity;
  }

  /**
   * Reserves bytes; who gets them gives them back to {@link #release}.
   *
   * @param source who they are for, such as a principal
   * @return null: there is no room, or the source holds its share
   */
  public @Nullable Share claim(Object source, long bytes) {
    Share share = shareOf(source);
    return claim(share, bytes) ? share : null;
  }

  /** Reserves more bytes for a source that holds some already; false: there is no room for them. */
  public boolean claim(Share share, long bytes) {
    long all = used.addAndGet(bytes);
    long own = share.held.addAndGet(bytes);
    long most = own == all ? capacity - capacity / 4 : capacity - all;
    if (own <= most) {
      return true;
    }
    release(share, bytes);
    return false;
  }

  public void release(Share share, long bytes) {
    share.held.addAndGet(-bytes);
    used.addAndGet(-bytes);
  }

  /** Forgets sources that hold nothing. Now and then, by one thread. */
  public void sweep() {
    shares.values().removeIf(share -> share.held.get() == 0);
  }

  /** Bytes that are held now. */
  public long used() {
    return used.get();
  }

  public long capacity() {
    return capacity;
  }

  private Share shareOf(Object source) {
    Share known = shares.get(source);
    if (known != null) {
      return known;
    }
    if (shares.size() >= MOST_SHARES) {
      return others;
    }
    Share made = new Share();
    Share before = shares.putIfAbsent(source, made);
    return before == null ? made : before;
  }

  /** What one source holds. */
  public static final class Share {
    private final AtomicLong held = new AtomicLong();

    private Share() {}
  }
}
