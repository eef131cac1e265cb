package io.kafkaaudit.agent.delivery;

import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

/**
 * What the producers of a run, one after another, sent to the destination: bytes of requests as
 * they were on the wire but for TLS, compressed and with what the protocol adds. Thread-safe.
 */
public final class WireBytes {
  private long ended;
  private @Nullable Metric current;

  /** Bytes since the start of the run. */
  public synchronized long total() {
    return ended + sent();
  }

  synchronized void begin(Producer<?, ?> producer) {
    for (Map.Entry<MetricName, ? extends Metric> metric : producer.metrics().entrySet()) {
      if (metric.getKey().group().equals("producer-metrics")
          && metric.getKey().name().equals("outgoing-byte-total")) {
        current = metric.getValue();
      }
    }
  }

  /** The producer is closed, and its metric will not change any more. */
  synchronized void end() {
    ended += sent();
    current = null;
  }

  private long sent() {
    return current != null && current.metricValue() instanceof Number
        ? ((Number) current.metricValue()).longValue()
        : 0;
  }
}
