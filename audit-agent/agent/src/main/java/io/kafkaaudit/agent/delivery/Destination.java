package io.kafkaaudit.agent.delivery;

import java.util.Properties;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** The destination cluster. Called on the sender's thread only, and may take seconds. */
public interface Destination {
  /**
   * A daemon thread, not started, by which producers are made: what they receive is bounded.
   *
   * @param name of the thread
   */
  Thread thread(Runnable work, String name);

  /** Looks once at what speaks at the addresses of bootstrap.servers. */
  Sight look(Properties config);

  /** Makes a producer; it connects on its own thread. */
  Producer<byte[], byte[]> connect(Properties config);

  /** What a producer received and was too large, for people, once; null: nothing. */
  @Nullable String takeRefused();

  /** What was seen. Immutable. */
  final class Sight {
    private final String usable;
    private final @Nullable String contradiction;
    private final @Nullable String doubt;

    /**
     * @param usable the bootstrap.servers that do not contradict the configuration; empty: none
     * @param contradiction what is wrong with the others, for people; null: nothing
     * @param doubt what is not clear, or was met before, for people; null: nothing
     */
    public Sight(String usable, @Nullable String contradiction, @Nullable String doubt) {
      this.usable = usable;
      this.contradiction = contradiction;
      this.doubt = doubt;
    }

    String usable() {
      return usable;
    }

    @Nullable String contradiction() {
      return contradiction;
    }

    @Nullable String doubt() {
      return doubt;
    }
  }
}
