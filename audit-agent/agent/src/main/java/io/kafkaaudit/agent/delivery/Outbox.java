package io.kafkaaudit.agent.delivery;

import java.util.Arrays;
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
  private static final int OVERHEAD = 256;

  private final long capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final PriorityQueue<Entry> again =
      new PriorityQueue<>((a, b) -> Long.compare(a.sequence, b.sequence));
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
   * @param reserve bytes that must stay free for records that matter more
   * @param tag given back to the listener; means nothing here
   * @return false: there is no room
   */
  public boolean offer(
      String topic,
      long sequence,
      byte[] key,
      byte[] buffer,
      int length,
      long reserve,
      @Nullable Object tag) {
    lock.lock();
    try {
      if (bytes + length + OVERHEAD + reserve > capacity) {
        return false;
      }
      append(new Entry(topic, sequence, key, Arrays.copyOf(buffer, length), tag, false));
      filled.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Copies a record that goes before all others, once, and that the next one replaces while it
   * waits. There is always room for it. The listener is not told of one that was replaced.
   */
  public void offerLatest(String topic, long sequence, byte[] key, byte[] buffer, int length) {
    lock.lock();
    try {
      Entry next = new Entry(topic, sequence, key, Arrays.copyOf(buffer, length), null, true);
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
    bytes += entry.value.length + OVERHEAD;
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
      bytes -= entry.value.length + OVERHEAD;
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

  public long capacity() {
    return capacity;
  }

  /** One record. Immutable but for its place in the outbox. */
  public static final class Entry {
    final String topic;
    final long sequence;
    final byte[] key;
    final byte[] value;
    final @Nullable Object tag;
    final boolean once;
    private @Nullable Entry next;

    Entry(
        String topic, long sequence, byte[] key, byte[] value, @Nullable Object tag, boolean once) {
      this.topic = topic;
      this.sequence = sequence;
      this.key = key;
      this.value = value;
      this.tag = tag;
      this.once = once;
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
