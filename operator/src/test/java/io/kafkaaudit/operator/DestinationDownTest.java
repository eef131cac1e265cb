package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.EmbeddedKafka;
import io.kafkaaudit.operator.metrics.OperatorMeter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The destination is away for a while, or for good. */
class DestinationDownTest {
  private static final Duration LONG = OperatorBench.LONG;

  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private Admin root;
  private OperatorBench bench;

  @BeforeEach
  void start() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    root = kafka.root();
    bench = new OperatorBench(kafka, root, Duration.ofMillis(300));
    bench.start();
    bench.applyAdmin("away");
    bench.applyLog("away", 2);
    bench.applyCredential("reader", "away", "Overlap");
    bench.awaitReady("reader");
    await().atMost(LONG).until(() -> bench.logReason("away", "Ready").equals("AllReady"));
  }

  @AfterEach
  void stop() {
    bench.close();
    root.close();
    kafka.close();
  }

  @Test
  void conditionsTellAndEverythingIsAsBeforeWhenItIsBack() throws Exception {
    String key = bench.key("reader");
    Set<String> users = bench.users("away");

    kafka.stop();
    await()
        .atMost(LONG)
        .until(
            () -> bench.logReason("away", "DestinationReachable").equals("DestinationUnreachable"));
    assertThat(bench.log("away").getStatus().getConditions())
        .filteredOn(c -> Set.of("TopicReady", "AccessReady").contains(c.getType()))
        .extracting(Condition::getStatus)
        .as("never stale True")
        .containsOnly("Unknown");
    assertThat(bench.logReason("away", "Ready")).isEqualTo("DestinationUnreachable");
    assertThat(bench.granted("away")).containsExactly(key);

    kafka.start();
    await().atMost(LONG).until(() -> bench.logReason("away", "Ready").equals("AllReady"));
    bench.awaitReady("reader");
    assertThat(bench.key("reader")).isEqualTo(key);
    assertThat(bench.users("away")).isEqualTo(users);
    assertThat(bench.log("away").getStatus().getTopic().getLosses()).isNull();
  }

  @Test
  void aDeletionWaitsForItAndThenTellsWhatIsLeft() {
    String key = bench.key("reader");
    kafka.stop();
    bench.deleteLog("away");
    await().atMost(LONG).until(() -> bench.logReason("away", "Ready").equals("Deleting"));
    assertThat(OperatorBench.message(bench.log("away").getStatus().getConditions(), "Ready"))
        .contains("no broker answered: check bootstrap.servers")
        .contains(
            Instant.parse(bench.log("away").getMetadata().getDeletionTimestamp())
                .plus(Duration.ofMinutes(10))
                .toString())
        .doesNotContain("secretaway");
    assertThat(bench.events(OperatorBench.NAMESPACE, "away", "Deleting")).hasSize(1);

    bench.clock().forward(Duration.ofMinutes(11));
    await().atMost(LONG).until(() -> bench.log("away") == null);
    assertThat(bench.events(OperatorBench.OPERATOR_NAMESPACE, "away", "LeftBehind"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getType()).isEqualTo("Warning");
              assertThat(event.getMessage()).contains("security/away", key, "topic away");
              assertThat(event.getInvolvedObject().getNamespace())
                  .as("an API server refuses another")
                  .isEqualTo(event.getMetadata().getNamespace());
            });
    assertThat(bench.keyring("")).isEmpty();
    assertThat(
            bench
                .registry()
                .get(OperatorMeter.LEFT_BEHIND.meterName())
                .tags("namespace", OperatorBench.NAMESPACE, "auditlog", "away")
                .counter()
                .count())
        .isEqualTo(1);
    await().atMost(LONG).until(() -> bench.reason("reader", "Granted").equals("AuditLogGone"));
    assertThat(bench.secret("reader")).isNull();
    kafka.start();
  }

  @Test
  void aDeletionIsDoneWhenItIsBackInTime() throws Exception {
    Set<String> keys = bench.users("away");
    assertThat(keys).hasSize(2);
    kafka.stop();
    bench.deleteLog("away");
    await().during(Duration.ofSeconds(1)).atMost(LONG).until(() -> bench.log("away") != null);
    kafka.start();
    await().atMost(LONG).until(() -> bench.log("away") == null);
    assertThat(bench.users("away")).isEmpty();
    assertThat(bench.principals("away")).isEmpty();
    assertThat(bench.events(OperatorBench.OPERATOR_NAMESPACE, "away", "LeftBehind")).isEmpty();
    assertThat(bench.client().resources(AuditLog.class).inAnyNamespace().list().getItems())
        .isEmpty();
  }
}
