package io.kafkaaudit.agent.hook;

import io.kafkaaudit.contract.OwnClients;
import java.nio.ByteBuffer;
import org.apache.kafka.common.network.InvalidReceiveException;

/**
 * In every {@code NetworkReceive} of the JVM: gives it a limit where one of our own clients
 * receives, and leaves the broker's as they are.
 */
public final class ReceiveHooks {
  private ReceiveHooks() {}

  /** The limit that the receive shall have, for the one that Kafka gave it. */
  public static int limit(int limit) {
    try {
      return OwnClients.limit(limit);
    } catch (Throwable e) { // as stack or memory may run out, on a broker's thread too
      return limit;
    }
  }

  /** Reading failed; what was too large for one of our own clients is remembered. */
  public static void failed(Throwable error, String source, ByteBuffer size) {
    try {
      if (error instanceof InvalidReceiveException && OwnClients.isOwnThread()) {
        OwnClients.refused(size.getInt(0), source);
      }
    } catch (Throwable e) {
      // only a text for people is missing
    }
  }
}
