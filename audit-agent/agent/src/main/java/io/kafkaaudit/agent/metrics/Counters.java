package io.kafkaaudit.agent.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts of events and bytes since the start. Thread-safe. */
public final class Counters {
  private final LongAdder captured = new LongAdder();
  private final LongAdder encodedBytes = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();

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
}
