package io.kafkaaudit.operator;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** Tests that share a real Kafka, each with an operator on a mock API server of its own. */
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

  /**
   * An AuditLog and topic of this test's own, with a reader.
   *
   * @return its name
   */
  final String applyReadyWithReader(TestInfo test) {
    String name =
        test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT).substring(0, 16);
    bench.applyReady(name);
    bench.applyCredential("reader", name, "Overlap");
    bench.awaitReady("reader");
    return name;
  }

  @AfterEach
  void stop() {
    bench.close();
  }
}
