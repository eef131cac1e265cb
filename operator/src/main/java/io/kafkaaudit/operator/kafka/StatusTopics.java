package io.kafkaaudit.operator.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the agents' status topics of a destination: each time what is new, by assignment, so that
 * no consumer group is needed. One consumer for all topics, made when first asked. Thread-safe; one
 * caller reads at a time.
 */
final class StatusTopics implements AutoCloseable {
  private final Properties client;
  private final Duration timeout;
  private final Map<TopicPartition, Seen> seen = new HashMap<>();
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;

  /** The latest report of each run, and how far the topic was read. */
  private static final class Seen {
    private final Map<String, AgentReport> byKey = new HashMap<>();
    private long next;
  }

  /**
   * @param client properties of an admin with READ on the topics
   * @param timeout of a whole reading
   */
  StatusTopics(Properties client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /**
   * The latest report of each run of each agent.
   *
   * @throws KafkaFailure when the topic cannot be read
   */
  synchronized Collection<AgentReport> read(String topic) {
    String doing = "reading topic " + topic;
    try {
      TopicPartition partition = new TopicPartition(topic, 0);
      KafkaConsumer<byte[], byte[]> reader = reader();
      List<TopicPartition> only = List.of(partition);
      reader.assign(only);
      long end = reader.endOffsets(only).getOrDefault(partition, 0L);
      long begin = reader.beginningOffsets(only).getOrDefault(partition, 0L);
      Seen known = seen.computeIfAbsent(partition, any -> new Seen());
      if (known.next > end) {
        known.byKey.clear(); // the topic was made anew
        known.next = 0;
      }
      reader.seek(partition, Math.max(known.next, begin));
      long deadline = System.nanoTime() + timeout.toNanos();
      while (reader.position(partition) < end) {
        if (System.nanoTime() - deadline > 0) {
          throw new TimeoutException("not read to its end in time");
        }
        reader.poll(Duration.ofMillis(100)).forEach(record -> take(known, record));
        known.next = reader.position(partition);
      }
      return List.copyOf(known.byKey.values());
    } catch (KafkaException e) {
      throw KafkaFailure.of(doing, e);
    }
  }

  private static void take(Seen known, ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    String key = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      known.byKey.remove(key);
      return;
    }
    AgentReport.parse(record.value(), Instant.ofEpochMilli(record.timestamp()))
        .ifPresent(report -> known.byKey.put(key, report));
  }

  private KafkaConsumer<byte[], byte[]> reader() {
    KafkaConsumer<byte[], byte[]> present = consumer;
    if (present == null) {
      Properties properties = new Properties();
      properties.putAll(client);
      properties.setProperty("enable.auto.commit", "false");
      properties.setProperty("auto.offset.reset", "earliest");
      properties.setProperty("allow.auto.create.topics", "false");
      present =
          new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      consumer = present;
    }
    return present;
  }

  @Override
  public synchronized void close() {
    if (consumer != null) {
      consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(5)));
    }
  }
}
