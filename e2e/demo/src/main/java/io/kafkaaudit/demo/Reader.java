package io.kafkaaudit.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkaaudit.verifier.AuditVerifier;
import io.kafkaaudit.verifier.Report;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The security team: reads the audit topic with nothing but the Secret. */
final class Reader {
  private final ObjectMapper mapper = new ObjectMapper();
  private final AuditVerifier verifier = new AuditVerifier();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private volatile @Nullable Thread thread;
  private volatile boolean stopping;
  private volatile @Nullable Exception failure;

  /** Reads on with a key; goes on where a reader before it ended, since the group is the same. */
  void start(String clientProperties, String topic) throws IOException {
    Properties client = load(clientProperties);
    client.setProperty("auto.offset.reset", "earliest");
    stopping = false;
    Thread reading = new Thread(() -> read(client, topic), "reader");
    thread = reading;
    reading.start();
  }

  void stop() throws InterruptedException {
    stopping = true;
    Thread reading = thread;
    if (reading != null) {
      reading.join();
    }
  }

  /** Whether such an event was read; fails where reading failed. */
  boolean has(Predicate<JsonNode> wanted) {
    Exception failed = failure;
    if (failed != null) {
      throw new IllegalStateException("the reader was refused", failed);
    }
    return events.stream().anyMatch(wanted);
  }

  Report report() {
    return verifier.report();
  }

  static Properties load(String clientProperties) throws IOException {
    Properties client = new Properties();
    client.load(new StringReader(clientProperties));
    return client;
  }

  private void read(Properties client, String topic) {
    try (var consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (!stopping) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          verifier.accept(record.partition(), record.offset(), record.value());
          JsonNode event = mapper.readTree(record.value());
          events.add(event);
          System.out.println(EventLine.of(event));
        }
        consumer.commitSync();
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
  }
}
