package io.kafkaaudit.operator;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import io.kafkaaudit.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads an audit topic's platform events, each held against docs/event-schema.json and the SDK. */
final class PlatformReadings implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final EventFormat SDK =
      Objects.requireNonNull(
          EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE));
  private static final Schema SCHEMA = schema();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<JsonNode> events = new ArrayList<>();

  PlatformReadings(EmbeddedKafka kafka, String topic) {
    Properties client = kafka.client("root", "root-secret");
    client.setProperty("enable.auto.commit", "false");
    client.setProperty("auto.offset.reset", "earliest");
    consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(List.of(new TopicPartition(topic, 0)));
  }

  /** Every record so far, duplicates too. */
  List<JsonNode> all() {
    consumer.poll(Duration.ofMillis(100)).forEach(this::read);
    return List.copyOf(events);
  }

  /** The events of a method on a resource whose name ends so. */
  List<JsonNode> of(String method, String resource) {
    return all().stream()
        .filter(event -> event.at("/data/methodName").asText().equals("kafkaaudit." + method))
        .filter(event -> event.at("/data/resourceName").asText().endsWith(resource))
        .toList();
  }

  /** The first such event, once it is there. */
  JsonNode first(String method, String resource) {
    return first(method, resource, event -> true);
  }

  /** The first such event that fits, once it is there. */
  JsonNode first(String method, String resource, Predicate<JsonNode> fits) {
    return await(method + " " + resource)
        .atMost(AuditResources.LONG)
        .until(() -> of(method, resource).stream().filter(fits).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    try {
      JsonNode event = MAPPER.readTree(record.value());
      List<Error> errors = SCHEMA.validate(event.toString(), InputFormat.JSON);
      if (!errors.isEmpty()) {
        throw new AssertionError(errors + " in " + event);
      }
      SDK.deserialize(record.value());
      if (!new String(record.headers().lastHeader("content-type").value())
              .startsWith("application/cloudevents+json")
          || !new String(record.key()).equals(event.path("agentid").asText())) {
        throw new AssertionError("header or key of " + event);
      }
      events.add(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Schema schema() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Files.readString(Path.of("../docs/event-schema.json")), InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
