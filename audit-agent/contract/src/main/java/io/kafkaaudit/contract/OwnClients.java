package io.kafkaaudit.contract;

import org.jspecify.annotations.Nullable;

/**
 * Bounds what one response may allocate on the connections of our own Kafka clients. Kafka's
 * clients take the first four bytes of whatever answers for a length and allocate it, without a
 * limit, also during the SASL exchange; no setting of theirs changes that.
 *
 * <p>A client is our own when it was made by a thread of {@link #thread}: its network thread then
 * is of the same thread group, whatever its name, before it opens its first connection. Other
 * threads of the JVM, a broker's above all, pay one comparison.
 *
 * <p>It lives here and not in the agent, so that the operator's JVM can use it as well: whatever
 * makes Kafka's {@code NetworkReceive} ask {@link #limit} is enough, in the agent a hook in its
 * constructor. Thread-safe.
 */
public final class OwnClients {
  /**
   * The largest response that we accept. The largest real ones are Metadata responses: some 60
   * bytes for each broker and 100 for each partition of the two topics that are asked for, so that
   * 1,000 brokers and 9,000 partitions fit.
   */
  public static final int MOST_RESPONSE_BYTES = 1 << 20;

  private static final ThreadGroup THREADS = new ThreadGroup("kafka-audit-clients");
  private static volatile @Nullable String refused;

  private OwnClients() {}

  /** A daemon thread, not started, whose clients are our own. */
  public static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(THREADS, work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Whether the current thread belongs to one of our own clients. */
  public static boolean isOwnThread() {
    return Thread.currentThread().getThreadGroup() == THREADS;
  }

  /**
   * The limit of what is received next by this thread.
   *
   * @param limit Kafka's; negative: none
   */
  public static int limit(int limit) {
    return isOwnThread() && (limit < 0 || limit > MOST_RESPONSE_BYTES)
        ? MOST_RESPONSE_BYTES
        : limit;
  }

  /**
   * Remembers what was refused, for people.
   *
   * @param length the first four bytes that came
   * @param source Kafka's name of the other side: a broker's id, or a negative number for a
   *     bootstrap server
   */
  public static void refused(int length, String source) {
    byte[] bytes = {
      (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
    };
    String what = FirstBytes.text(bytes, bytes.length);
    refused =
        (source.startsWith("-") ? "a bootstrap server" : "broker " + source)
            + " sent "
            + (what.startsWith("bytes") ? "" : what + ", read as ")
            + "a response of "
            + Integer.toUnsignedString(length)
            + " bytes, which was refused";
  }

  /** What was refused last and not taken yet; null: nothing. */
  public static @Nullable String takeRefused() {
    String latest = refused;
    refused = null;
    return latest;
  }
}
