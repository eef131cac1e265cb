package io.kafkaaudit.operator;

import io.kafkaaudit.embedded.EmbeddedKafka;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Says to an AuditLog what the agent of one node says, when the test says so. Not thread-safe. */
final class StandInAgent implements AutoCloseable {
  private final KafkaProducer<String, String> producer;
  private final String topic;
  private final int node;

  /** An agent that writes to this audit topic and its status topic. */
  StandInAgent(EmbeddedKafka kafka, String topic, int node) {
    this.topic = topic;
    this.node = node;
    this.producer =
        new KafkaProducer<>(
            kafka.client("root", "root-secret"), new StringSerializer(), new StringSerializer());
  }

  /**
   * One status event.
   *
   * @param captured events since its run began
   */
  void report(String settingsRevision, int captured)
      throws ExecutionException, InterruptedException {
    send(
        topic + "-agents",
        """
        {"type":"io.kafkaaudit.agent/status","data":{"nodeId":%d,"runId":"r","settingsRevision":"%s","counters":{"captured":%d}}}"""
            .formatted(node, settingsRevision, captured));
  }

  /** One event of the audit topic, whatever it says. */
  void capture() throws ExecutionException, InterruptedException {
    send(topic, "{\"type\":\"io.confluent.kafka.server/authentication\"}");
  }

  private void send(String to, String event) throws ExecutionException, InterruptedException {
    producer.send(new ProducerRecord<>(to, "c-" + node + "-r", event)).get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
