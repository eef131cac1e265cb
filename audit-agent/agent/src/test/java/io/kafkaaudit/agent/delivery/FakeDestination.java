package io.kafkaaudit.agent.delivery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Gives producers that do what a test tells them. */
final class FakeDestination implements Destination {
  final List<MockProducer<byte[], byte[]>> producers = new CopyOnWriteArrayList<>();
  final List<Properties> configs = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger looks = new AtomicInteger();

  /** Makes a producer of a number, from 0 on. */
  volatile Function<Integer, MockProducer<byte[], byte[]>> make = number -> new Fake();

  volatile Supplier<Sight> sight = () -> new Sight("audit:9093", null, null);
  volatile @Nullable String refused;
  private final ThreadGroup group = new ThreadGroup("senders");

  /** Completes nothing by itself. */
  static class Fake extends MockProducer<byte[], byte[]> {
    Fake() {
      super(false, new ByteArraySerializer(), new ByteArraySerializer());
    }
  }

  @Override
  public Thread thread(Runnable work, String name) {
    Thread thread = new Thread(group, work, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Sight look(Properties config) {
    looks.incrementAndGet();
    return sight.get();
  }

  @Override
  public Producer<byte[], byte[]> connect(Properties config) {
    configs.add(config);
    int number = configs.size();
    MockProducer<byte[], byte[]> producer = make.apply(number - 1);
    MetricName bytes = new MetricName("outgoing-byte-total", "producer-metrics", "", Map.of());
    producer.setMockMetrics(bytes, sent(bytes, 100 * number));
    MetricName ofNode =
        new MetricName("outgoing-byte-total", "producer-node-metrics", "", Map.of());
    producer.setMockMetrics(ofNode, sent(ofNode, 7));
    producers.add(producer);
    return producer;
  }

  @Override
  public @Nullable String takeRefused() {
    String latest = refused;
    refused = null;
    return latest;
  }

  private static Metric sent(MetricName name, double bytes) {
    return new Metric() {
      @Override
      public MetricName metricName() {
        return name;
      }

      @Override
      public Object metricValue() {
        return bytes;
      }
    };
  }
}
