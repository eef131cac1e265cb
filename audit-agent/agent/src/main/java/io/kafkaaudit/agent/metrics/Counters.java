package io.kafkaaudit.agent.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts of events and bytes since the start. Thread-safe. */
public final class Counters {
  private final LongAdder captured = new LongAdder();
  private final LongAdder encodedBytes = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final LongSupplier wireBytes;

  /**
   * @param wireBytes bytes that were sent on the wire since the start
   */
  public Counters(LongSupplier wireBytes) {
    this.wireBytes = wireBytes;
  }

  public void captured() {
    captured.increment();
  }

  public void encoded(int bytes) {
    encodedBytes.add(bytes);
  }

  public void sent(int bytes) {
    sent.increment();
    sentBytes.add(bytes);
  }

  /** All of them, by the names of {@link AgentMXBean}, as status and lifecycle events tell them. */
  public Map<String, Long> byName() {
    Map<String, Long> counts = new TreeMap<>();
    counts.put("captured", capturedEvents());
    counts.put("bytesWritten", bytesEncoded());
    counts.put("sent", eventsSent());
    counts.put("bytesSent", bytesSent());
    counts.put("bytesOnWire", bytesOnWire());
    return counts;
  }

  long capturedEvents() {
    return captured.sum();
  }

  long bytesEncoded() {
    return encodedBytes.sum();
  }

  long eventsSent() {
    return sent.sum();
  }

  long bytesSent() {
    return sentBytes.sum();
  }

  long bytesOnWire() {
    return wireBytes.getAsLong();
  }
}
