package io.kafkaaudit.agent.delivery;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Records between the encoder thread and the sender thread, bounded in bytes. A record counts until
 * the destination acknowledged it, so that what the producer holds is bounded as well. Thread-safe;
 * broker threads never come here.
 */
public final class Outbox {
  /** What a record costs beside its value: objects, key and the producer's own book-keeping. */
  private static final int OVERHEAD = 320;

  private static final Priority[] PRIORITIES = Priority.values();

  private final long capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final PriorityQueue<Entry> again =
      new PriorityQueue<>((a, b) -> Long.compare(a.sequence, b.sequence));
  private final Map<Source, Share> shares = new HashMap<>();
  private final long[] heldBy = new long[PRIORITIES.length];
  private @Nullable Entry latest;

  /** Records that were not polled yet; linked by themselves, so that nothing can fail half-way. */
  private @Nullable Entry oldest;

  private @Nullable Entry youngest;
  private long bytes;

  public Outbox(long capacityBytes) {
    this.capacity = capacityBytes;
  }

  /**
   * Copies a record into the outbox.
   *
   * @param source who the record is about, and how much it matters
   * @param tag given back to the listener; means nothing here
   * @return false: there is no room, or the source holds its share
   */
  public boolean offer(
      String topic,
      long sequence,
      byte[] key,
      ByteBuffer value,
      Source source,
      @Nullable Object tag) {
    int length = value.remaining();
    lock.lock();
    try {
      Share share = shares.get(source);
      if (!fits(source, share == null ? 0 : share.bytes, length + OVERHEAD)) {
        return false;
      }
      byte[] copy = new byte[length]; // all that may fail comes first: memory may have run out
      value.duplicate().get(copy);
      if (share == null) {
        share = new Share(source);
        shares.put(source, share);
      }
      append(new Entry(topic, sequence, key, copy, tag, share));
      hold(share, length + OVERHEAD);
      filled.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a record of so many bytes would be taken now. */
  public boolean hasRoom(Source source, int length) {
    lock.lock();
    try {
      Share share = shares.get(source);
      return fits(source, share == null ? 0 : share.bytes, length + OVERHEAD);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Each kind has a part that no other may take; the rest is for whoever comes. A source may hold
   * as much as it leaves free, so that another one of its kind always finds room; three quarters
   * where it is the only one.
   */
  private boolean fits(Source source, long held, long more) {
    long free = capacity - bytes - more;
    if (source.priority() == Priority.OWN) {
      return free >= 0;
    }
    for (Priority other : PRIORITIES) {
      if (other != source.priority()) {
        free -= Math.max(0, other.reserve(capacity) - held(other));
      }
    }
    boolean alone = held == held(source.priority());
    return held + more <= (alone ? free * 3 : free);
  }

  @SuppressWarnings("EnumOrdinal") // an index within this JVM is what ordinals are for
  private long held(Priority priority) {
    return heldBy[priority.ordinal()];
  }

  @SuppressWarnings("EnumOrdinal")
  private void hold(Share share, long more) {
    bytes += more;
    share.bytes += more;
    heldBy[share.source.priority().ordinal()] += more;
  }

  /**
   * Copies a record that goes before all others, once, and that the next one replaces while it
   * waits. There is always room for it. The listener is not told of one that was replaced.
   */
  public void offerLatest(String topic, long sequence, byte[] key, byte[] buffer, int length) {
    lock.lock();
    try {
      Entry next = new Entry(topic, sequence, key, Arrays.copyOf(buffer, length), null, null);
      if (latest != null) {
        release(latest);
      }
      latest = next;
      bytes += length + OVERHEAD;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The next record to send, those that failed before first; null after waiting in vain. */
  @Nullable Entry poll(long millis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (latest == null && again.isEmpty() && oldest == null && left > 0) {
        left = filled.awaitNanos(left);
      }
      Entry first = latest;
      if (first != null) {
        latest = null;
        return first;
      }
      return again.isEmpty() ? takeOldest() : again.poll();
    } finally {
      lock.unlock();
    }
  }

  private void append(Entry entry) {
    if (youngest == null) {
      oldest = entry;
    } else {
      youngest.next = entry;
    }
    youngest = entry;
  }

  private @Nullable Entry takeOldest() {
    Entry first = oldest;
    if (first != null) {
      oldest = first.next;
      youngest = oldest == null ? null : youngest;
      first.next = null;
    }
    return first;
  }

  /** A record that was not delivered is to be sent again. */
  void giveBack(Entry entry) {
    lock.lock();
    try {
      again.add(entry);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The record is delivered or given up: its room is free. */
  void release(Entry entry) {
    lock.lock();
    try {
      int freed = entry.value.length + OVERHEAD;
      Share share = entry.share;
      if (share == null) {
        bytes -= freed;
      } else {
        hold(share, -freed);
        if (share.bytes == 0) {
          shares.remove(share.source, share);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of records that are not acknowledged yet. */
  public long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** What the records of one source hold. Guarded by the lock. */
  private static final class Share {
    private final Source source;
    private long bytes;

    Share(Source source) {
      this.source = source;
    }
  }

  /** One record. Immutable but for its place in the outbox. */
  public static final class Entry {
    final String topic;
    final long sequence;
    final byte[] key;
    final byte[] value;
    final @Nullable Object tag;
    final boolean once;
    private final @Nullable Share share;
    private @Nullable Entry next;

    Entry(
        String topic,
        long sequence,
        byte[] key,
        byte[] value,
        @Nullable Object tag,
        @Nullable Share share) {
      this.topic = topic;
      this.sequence = sequence;
      this.key = key;
      this.value = value;
      this.tag = tag;
      this.once = share == null;
      this.share = share;
    }

    public String topic() {
      return topic;
    }

    public long sequence() {
      return sequence;
    }

    public int size() {
      return value.length;
    }

    public @Nullable Object tag() {
      return tag;
    }
  }
}
