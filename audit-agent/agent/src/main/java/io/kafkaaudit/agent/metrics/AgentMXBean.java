package io.kafkaaudit.agent.metrics;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code io.kafkaaudit:type=Agent}. Counts are since the start of this run. */
public interface AgentMXBean {
  String getAgentId();

  /** Events encoded, losses among them. */
  long getCaptured();

  /** Records that the destination acknowledged. */
  long getSent();

  /** Bytes of events as they were written, uncompressed. */
  long getBytesWritten();

  /** Bytes of acknowledged events, uncompressed. */
  long getBytesSent();

  /** Bytes sent to the destination, compressed, with what Kafka's protocol adds. */
  long getBytesOnWire();

  /** Sequence numbers lost, by cause. */
  Map<String, Long> getLostByCause();

  /** Acts refused for want of a slot, by lane. */
  Map<String, Long> getDroppedByLane();

  /** Slots in use, by lane. */
  Map<String, Long> getUsedByLane();

  /** Bytes in the outbox that are not acknowledged. */
  long getOutboxBytes();

  /** The latest failure of delivery or of a hook; null: none. */
  @Nullable String getLastError();
}
