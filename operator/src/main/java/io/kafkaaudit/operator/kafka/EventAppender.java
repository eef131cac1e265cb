package io.kafkaaudit.operator.kafka;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.kafka.CloudEventSerializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Appends CloudEvents to a topic: JSON in structured mode. There is seldom anything to say, so that
 * each call has a producer of its own.
 */
final class EventAppender {
  private static final int LINGER_MILLIS = 5;
  private static final int BUFFER = 4 * 1024 * 1024;

  private final Duration timeout;

  /** With the longest time of an append. */
  EventAppender(Duration timeout) {
    this.timeout = timeout;
  }

  void append(ClientConfigFiles writer, String topic, String recordKey, List<CloudEvent> events) {
    String doing = "writing platform events to topic " + topic;
    KafkaProducer<String, CloudEvent> producer = producer(doing, settings(writer));
    try {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (CloudEvent event : events) {
        Future<RecordMetadata> record =
            producer.send(new ProducerRecord<>(topic, recordKey, event));
        if (record.isDone()) {
          record.get(); // each would wait for a destination that is away
        }
        sent.add(record);
      }
      producer.flush();
      for (Future<RecordMetadata> record : sent) {
        record.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KafkaFailure.of(doing + " was interrupted", e);
    } catch (ExecutionException | KafkaException | java.util.concurrent.TimeoutException e) {
      throw KafkaFailure.of(doing, e);
    } finally {
      producer.close(Duration.ZERO); // everything is acknowledged, or is tried anew
    }
  }

  /** Making a client resolves host names and reads certificates, and throws where it cannot. */
  private static KafkaProducer<String, CloudEvent> producer(
      String doing, Map<String, Object> settings) {
    CloudEventSerializer events = new CloudEventSerializer();
    events.configure(
        Map.of(
            CloudEventSerializer.ENCODING_CONFIG,
            Encoding.STRUCTURED,
            CloudEventSerializer.EVENT_FORMAT_CONFIG,
            new MillisecondFormat()),
        false);
    try {
      return new KafkaProducer<>(settings, new StringSerializer(), events);
    } catch (KafkaException e) {
      throw KafkaFailure.of(doing, e);
    }
  }

  private Map<String, Object> settings(ClientConfigFiles writer) {
    int millis = Math.toIntExact(timeout.toMillis());
    Map<String, Object> settings = new HashMap<>(writer.properties());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "kafka-audit-operator-events");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) BUFFER);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) millis);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, (long) LINGER_MILLIS);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, millis - LINGER_MILLIS));
    settings.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    return settings;
  }
}
