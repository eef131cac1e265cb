package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that holds its own audit topic: writing and reading it must come to rest. */
class SameClusterIT {
  private static final Duration COALESCED = Duration.ofSeconds(1);

  @TempDir Path directory;

  @Test
  void idleMeansIdleAndReadersAreCounted() throws Exception {
    try (Audit audit = new Audit("4.3.1", directory, true)) {
      audit.writeSettings(
          "coalesce.interval.ms=" + COALESCED.toMillis(),
          "capture.rule.1.level=Metadata",
          "capture.rule.1.categories=Produce");
      audit.writeWriterKey();
      try (Admin admin = Admin.create(Audit.root(audit.destination))) {
        await().atMost(Duration.ofSeconds(30)).until(() -> auditTopicBytes(admin) > 0);
        long[] last = {-1};
        await()
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(200))
            .during(Duration.ofSeconds(3)) // six status records are written meanwhile
            .until(() -> last[0] == (last[0] = auditTopicBytes(admin)));
      }

      long began = System.nanoTime();
      readUntilCounted(audit);
      long intervals = (System.nanoTime() - began) / COALESCED.toNanos() + 2;
      List<JsonNode> events = audit.events();
      List<JsonNode> fetches =
          events.stream()
              .filter(e -> e.at("/data/methodName").asText().equals("kafka.Fetch"))
              .toList();
      // Of each interval the first is told at once, the others together at its end.
      assertThat(fetches).hasSizeBetween(2, (int) (2 * intervals + 2));
      assertThat(fetches)
          .allSatisfy(
              fetch -> {
                assertThat(fetch.path("subject").asText()).endsWith("/topic=" + Audit.TOPIC);
                assertThat(fetch.at("/data/authenticationInfo/principal").asText())
                    .isEqualTo("User:root");
              });
      assertThat(events)
          .noneMatch(e -> e.at("/data/methodName").asText().equals("kafka.Produce"))
          .anyMatch(
              e -> e.at("/data/authenticationInfo/principal").asText().contains(Audit.WRITER));
      writeWithAStolenKey(audit);
      List<JsonNode> writes =
          audit
              .awaitEvents(
                  all ->
                      all.stream()
                          .anyMatch(e -> e.at("/data/methodName").asText().equals("kafka.Produce")))
              .stream()
              .filter(e -> e.at("/data/methodName").asText().equals("kafka.Produce"))
              .toList();
      assertThat(writes)
          .allSatisfy(
              write -> {
                assertThat(write.path("subject").asText()).endsWith("/topic=" + Audit.TOPIC);
                assertThat(write.at("/data/request/clientId").asText()).isEqualTo("thief");
              });
    }
  }

  /** Which are no agent's records: the topic takes them, and its readers pass over them. */
  private static void writeWithAStolenKey(Audit audit) throws Exception {
    var properties = audit.writer();
    properties.put("client.id", "thief");
    try (var producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] stolen = audit.records(Audit.TOPIC).get(0).value();
      byte[] key = audit.records(Audit.TOPIC).get(0).key();
      producer.send(new ProducerRecord<>(Audit.TOPIC, key, stolen)).get();
    }
  }

  private static long auditTopicBytes(Admin admin) throws Exception {
    Map<String, LogDirDescription> directories =
        admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1);
    return directories.values().stream()
        .flatMap(d -> d.replicaInfos().entrySet().stream())
        .filter(replica -> replica.getKey().topic().equals(Audit.TOPIC))
        .mapToLong(replica -> replica.getValue().size())
        .sum();
  }

  /** Reads on at the end of the topic, as every consumer of it does. */
  private static void readUntilCounted(Audit audit) {
    var properties = Audit.root(audit.destination);
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Audit.TOPIC).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      boolean[] counted = {false};
      long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!counted[0] && System.nanoTime() < until) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                record -> {
                  String text = new String(record.value());
                  counted[0] |= text.contains("kafka.Fetch") && text.contains("\"count\":");
                });
      }
      assertThat(counted[0]).as("an event that counts fetches").isTrue();
    }
  }
}
