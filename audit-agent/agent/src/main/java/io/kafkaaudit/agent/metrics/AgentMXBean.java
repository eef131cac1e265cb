package io.kafkaaudit.agent.metrics;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code io.kafkaaudit:type=Agent}. Counts are since the start of this run. */
public interface AgentMXBean {
  @Meaning("The run, as in its events.")
  String getAgentId();

  @Meaning("Events that were made for the audit topic.")
  long getCaptured();

  @Meaning("Records of both topics that the destination acknowledged.")
  long getSent();

  @Meaning("Bytes of the events that were made, as JSON, before they are compressed.")
  long getBytesWritten();

  @Meaning("Bytes of the records that the destination acknowledged, before they are compressed.")
  long getBytesSent();

  @Meaning("Bytes sent to the destination, compressed, with what Kafka's protocol adds.")
  long getBytesOnWire();

  @Meaning("By cause: numbers that loss events name, or will.")
  Map<String, Long> getLostByCause();

  @Meaning("By lane (management, authentication, other): events refused for want of a slot.")
  Map<String, Long> getDroppedByLane();

  @Meaning("By lane: slots in use.")
  Map<String, Long> getUsedByLane();

  @Meaning("Bytes in the outbox that the destination has not acknowledged.")
  long getOutboxBytes();

  @Meaning("The latest failure of delivery or of a hook; none if there was none.")
  @Nullable String getLastError();
}
