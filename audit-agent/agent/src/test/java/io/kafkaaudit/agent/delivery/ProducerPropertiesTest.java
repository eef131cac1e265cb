package io.kafkaaudit.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProducerPropertiesTest {
  @ParameterizedTest
  @CsvSource({"1000,30000", "29980,30000", "60000,60020", "2147483647,2147483647"})
  void aProducerCanBeMadeWhateverTheRequestTimeout(String request, String delivery) {
    Properties writer = writer();
    writer.setProperty("request.timeout.ms", request);
    Properties config = ProducerProperties.of(writer, "agent-1");
    assertThat(config)
        .containsEntry("request.timeout.ms", request)
        .containsEntry("delivery.timeout.ms", delivery);
    var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    producer.close(Duration.ZERO);
  }

  @Test
  void withoutARequestTimeoutItIsOurs() {
    assertThat(ProducerProperties.of(writer(), "agent-1"))
        .containsEntry("request.timeout.ms", "10000")
        .containsEntry("delivery.timeout.ms", "30000");
  }

  @Test
  void whatTheProducerHoldsIsBounded() {
    Properties writer = writer();
    writer.setProperty("buffer.memory", "1000000000");
    Properties config = ProducerProperties.of(writer, "agent-1");
    assertThat(config)
        .containsEntry("buffer.memory", "4194304")
        .containsEntry("batch.size", "65536")
        .containsEntry("max.request.size", "1048576")
        .containsEntry("enable.metrics.push", "false")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", "true");
  }

  private static Properties writer() {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", "localhost:1");
    return properties;
  }
}
