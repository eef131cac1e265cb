package io.kafkaaudit.examples;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kafkaaudit.contract.AgentFiles;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.EventTypes;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.io.IOException;
import java.io.StringReader;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** An agent of AuditLog orders, with the settings and the key that are there when it looks. */
record PlayedAgent(KubernetesClient client) {

  /** To be closed by the caller. */
  KafkaProducer<String, String> producer() throws IOException {
    Secret writer =
        client
            .secrets()
            .inNamespace(Platform.NAMESPACE)
            .withName("orders-kafka-audit-writer")
            .get();
    Properties properties = new Properties();
    properties.load(
        new StringReader(Objects.requireNonNull(OwnedObjects.entry(writer, AgentFiles.WRITER))));
    return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
  }

  /** What it says of itself every 10 s. */
  void report(int node) throws Exception {
    ConfigMap mounted =
        client
            .configMaps()
            .inNamespace(Platform.NAMESPACE)
            .withName("orders-kafka-audit-agent")
            .get();
    Properties settings = new Properties();
    settings.load(new StringReader(mounted.getData().get(AgentFiles.SETTINGS)));
    String status =
        "{\"type\":\"%s\",\"data\":{\"nodeId\":%d,\"runId\":\"r\",\"settingsRevision\":\"%s\"}}"
            .formatted(EventTypes.STATUS, node, AgentSettings.parse(settings).settingsRevision());
    try (var producer = producer()) {
      producer
          .send(new ProducerRecord<>(Platform.TOPIC + "-agents", "c-" + node + "-r", status))
          .get();
    }
  }
}
