package io.kafkaaudit.operator;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same, each with an operator on a mock API server of its own. */
abstract class OnOperatorBench extends OnKafka {
  static final Duration LONG = AuditResources.LONG;

  OperatorBench bench;
  KafkaKeys keys;
  private final Duration poll;

  OnOperatorBench(Duration poll) {
    this.poll = poll;
  }

  @BeforeEach
  void start() {
    keys = new KafkaKeys(root);
    bench = new OperatorBench(kafka, root, poll);
    bench.start();
  }

  @AfterEach
  void stop() {
    bench.close();
  }
}
