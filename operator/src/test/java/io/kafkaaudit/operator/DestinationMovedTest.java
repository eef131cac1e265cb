package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The admin Secret leads to another Kafka cluster than the one in the status. */
class DestinationMovedTest extends OnOperatorBench {
  @TempDir Path other;
  private EmbeddedKafka newKafka;
  private Admin newRoot;
  private String known;
  private String key;
  private String topic;

  DestinationMovedTest() {
    super(Duration.ofMillis(300));
  }

  @BeforeEach
  void anotherCluster(TestInfo test) {
    topic = applyReadyWithReader(test);
    known = bench.log(topic).getStatus().getClusterId();
    key = bench.key("reader");
    newKafka = EmbeddedKafka.start(other.resolve("kafka"));
    newRoot = newKafka.root();
  }

  @AfterEach
  void stopTheOther() {
    newRoot.close();
    newKafka.close();
  }

  @Test
  void nothingHappensBeforeAPersonAcceptsIt() throws Exception {
    move();
    assertThat(OperatorBench.message(bench.log(topic).getStatus().getConditions(), "Ready"))
        .contains(known, newId(), "kafkaaudit.io/accept-destination");
    assertThat(bench.log(topic).getStatus().getClusterId()).isEqualTo(known);
    assertThat(bench.log(topic).getStatus().getTopic().getLosses()).isNull();
    assertThat(newRoot.listTopics().names().get()).isEmpty();
    assertThat(bench.users(topic)).contains(key);

    bench.applyAdmin(topic); // leads back
    await().atMost(LONG).until(() -> bench.logReason(topic, "Ready").equals("AllReady"));
    assertThat(bench.key("reader")).isEqualTo(key);
  }

  @Test
  void acceptedEverythingIsIssuedAnewAndTheOldKeysAreRevoked() throws Exception {
    move();
    accept();
    await().atMost(LONG).until(() -> bench.logReason(topic, "Ready").equals("AllReady"));
    await().atMost(LONG).until(() -> !bench.key("reader").equals(key));
    bench.awaitReady("reader");
    assertThat(new KafkaKeys(newRoot).users(topic)).contains(bench.key("reader")).hasSize(2);
    assertThat(bench.users(topic)).as("in the old cluster").isEmpty();
    assertThat(bench.principals(topic)).as("in the old cluster").isEmpty();
    assertThat(bench.events(OperatorBench.NAMESPACE, topic, "LeftBehind")).isEmpty();
  }

  @Test
  void whatCannotBeRevokedIsNamed() throws Exception {
    move();
    kafka.stop();
    try {
      accept();
      await().atMost(LONG).until(() -> bench.logReason(topic, "Ready").equals("AllReady"));
      bench.awaitReady("reader");
      assertThat(bench.events(OperatorBench.NAMESPACE, topic, "LeftBehind"))
          .singleElement()
          .satisfies(event -> assertThat(event.getMessage()).contains(known, key));
      assertThat(bench.events(OperatorBench.NAMESPACE, topic, "KeyRevoked")).isEmpty();
    } finally {
      kafka.start();
    }
  }

  @Test
  void aDeletionThenUsesTheWayToTheOldCluster() throws Exception {
    move();
    bench.deleteLog(topic);
    await().atMost(LONG).until(() -> bench.log(topic) == null);
    assertThat(bench.users(topic)).isEmpty();
  }

  private void move() throws Exception {
    Properties admin = newKafka.operatorAdmin("admin" + topic, "secret" + topic, topic, true);
    bench.applyAdmin(topic, admin);
    await().atMost(LONG).until(() -> bench.logReason(topic, "Ready").equals("DestinationMoved"));
  }

  private String newId() throws Exception {
    return newRoot.describeCluster().clusterId().get();
  }

  private void accept() throws Exception {
    String id = newId();
    bench.edit(
        topic,
        log -> log.getMetadata().setAnnotations(Map.of("kafkaaudit.io/accept-destination", id)));
  }
}
