package io.kafkaaudit.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.embedded.EmbeddedKafka;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The very files of the Secrets, and the admin's inline PEM, on a listener with TLS. */
class TlsDestinationTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String TOPIC = "audit";
  private static final String KEY = "KAAAAABBBBBBBBBB";

  @TempDir Path directory;

  @Test
  void adminAndKeysTrustTheCertificateThatTheyWereGiven() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.startWithTls(directory.resolve("kafka"))) {
      String pem = kafka.certificate();
      Properties client = kafka.client("root", "root-secret");
      client.remove("ssl.truststore.type");
      client.remove("ssl.truststore.certificates");
      assertThatThrownBy(() -> clusterId(client))
          .as("a certificate that nobody said to trust")
          .isInstanceOfSatisfying(
              KafkaFailure.class,
              failure ->
                  assertThat(failure.reason()).isEqualTo(KafkaFailure.Reason.AuthenticationFailed));
      client.setProperty("ssl.truststore.type", "PEM");
      client.setProperty("ssl.truststore.certificates", pem);
      assertThat(clusterId(client)).isNotBlank();

      try (Destination destination = new AdminDestination(properties(client), TIMEOUT)) {
        TopicPlan.Wanted topic = TopicPlan.auditTopic(TOPIC, 1, 1, Duration.ofDays(7), Map.of());
        destination.apply(topic, TopicPlan.of(topic, null, false));
        await().until(() -> destination.topic(TOPIC) != null);
        destination.upsertKey(KEY, "Secret1");
        destination.allowGroups(KEY, "audit_kafka_siem_");
        destination.apply(
            destination.aclPlan(
                new AclPlan.Access(
                    TOPIC, "User:root", "KAAAAA", "KAAAAAWWWWWWWWWW", Map.of(KEY, ""), true),
                Set.of()));
        ClientConfigFiles key =
            new ClientConfigFiles(kafka.bootstrapServers(), pem, KEY, "Secret1");
        await()
            .atMost(TIMEOUT)
            .untilAsserted(() -> assertThat(destination.probe(key, TOPIC)).isEmpty());
        ClientConfigFiles plain =
            new ClientConfigFiles(kafka.bootstrapServers(), null, KEY, "Secret1");
        assertThat(new ArrayList<>(destination.probe(plain, TOPIC).values()))
            .as("a listener with TLS takes no client without")
            .hasSize(1);

        Properties consumer =
            load(
                key.consumer(TOPIC, "audit_kafka_siem_main", "/etc/kafka-audit")
                    .get("client.properties"));
        try (var reader =
            new KafkaConsumer<>(consumer, new StringDeserializer(), new StringDeserializer())) {
          reader.subscribe(List.of(TOPIC));
          await()
              .atMost(TIMEOUT)
              .until(
                  () -> {
                    reader.poll(Duration.ofMillis(200));
                    return !reader.assignment().isEmpty();
                  });
        }
      }
    }
  }

  private static String clusterId(Properties client) throws Exception {
    try (Destination destination =
        new AdminDestination(properties(client), Duration.ofSeconds(5))) {
      return destination.clusterId();
    }
  }

  private static Properties load(String text) throws Exception {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return properties;
  }

  private static AdminProperties properties(Properties client) throws Exception {
    StringWriter text = new StringWriter();
    client.store(text, null);
    return AdminProperties.parse(text.toString());
  }
}
