package io.kafkaaudit.operator;

import io.kafkaaudit.embedded.EmbeddedKafka;
import java.nio.file.Path;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests that share a real Kafka with the other tests of their class. */
abstract class OnKafka {
  @TempDir static Path directory;
  static EmbeddedKafka kafka;
  static Admin root;

  @BeforeAll
  static void startKafka() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    root = kafka.root();
  }

  @AfterAll
  static void stopKafka() {
    root.close();
    kafka.close();
  }
}
