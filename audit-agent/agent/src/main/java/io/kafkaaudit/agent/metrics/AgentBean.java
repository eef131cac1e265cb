package io.kafkaaudit.agent.metrics;

import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.LossLedger;
import io.kafkaaudit.agent.delivery.Outbox;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** The agent as JMX shows it. Thread-safe. */
public final class AgentBean implements AgentMXBean {
  private final String agentId;
  private final Counters counters;
  private final Lanes lanes;
  private final LossLedger ledger;
  private final Outbox outbox;
  private final Supplier<@Nullable String> lastError;

  public AgentBean(
      String agentId,
      Counters counters,
      Lanes lanes,
      LossLedger ledger,
      Outbox outbox,
      Supplier<@Nullable String> lastError) {
    this.agentId = agentId;
    this.counters = counters;
    this.lanes = lanes;
    this.ledger = ledger;
    this.outbox = outbox;
    this.lastError = lastError;
  }

  public void register() throws JMException {
    ManagementFactory.getPlatformMBeanServer()
        .registerMBean(this, new ObjectName("io.kafkaaudit:type=Agent"));
  }

  @Override
  public String getAgentId() {
    return agentId;
  }

  @Override
  public long getCaptured() {
    return counters.capturedEvents();
  }

  @Override
  public long getSent() {
    return counters.eventsSent();
  }

  @Override
  public long getBytesWritten() {
    return counters.bytesEncoded();
  }

  @Override
  public long getBytesSent() {
    return counters.bytesSent();
  }

  @Override
  public long getBytesOnWire() {
    return counters.bytesOnWire();
  }

  @Override
  public Map<String, Long> getLostByCause() {
    Map<String, Long> lost = new TreeMap<>();
    ledger.totals().forEach((cause, count) -> lost.put(cause.name(), count));
    return lost;
  }

  @Override
  public Map<String, Long> getDroppedByLane() {
    return Map.of(
        "management", lanes.management().dropped(),
        "denials", lanes.denials().dropped(),
        "authentication", lanes.authentication().dropped(),
        "other", lanes.other().dropped());
  }

  @Override
  public Map<String, Long> getUsedByLane() {
    return Map.of(
        "management", (long) lanes.management().used(),
        "denials", (long) lanes.denials().used(),
        "authentication", (long) lanes.authentication().used(),
        "other", (long) lanes.other().used());
  }

  @Override
  public long getOutboxBytes() {
    return outbox.bytes();
  }

  @Override
  public @Nullable String getLastError() {
    return lastError.get();
  }
}
