package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.Fault.When;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a deletion that waits: for what and until when, and each of it once. */
class DeletionWaitTest extends OnKafka {
  private static final Duration LONG = AuditResources.LONG;

  private volatile Set<String> failing = Set.of();
  private final Fault fault = Fault.every(1, 1, kind -> failing.contains(kind), When.BEFORE_EFFECT);
  private OperatorBench bench;

  @BeforeEach
  void start() {
    bench = new OperatorBench(kafka, root, Duration.ofMillis(300));
    bench.start(fault, destination -> destination);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void anAuditLogSaysForWhatAndUntilWhen() {
    bench.applyReady("waiting");
    failing = Set.of("clusterId");
    bench.deleteLog("waiting");
    await().atMost(LONG).until(() -> bench.logReason("waiting", "Ready").equals("Deleting"));

    String end =
        Instant.parse(bench.log("waiting").getMetadata().getDeletionTimestamp())
            .plus(Duration.ofMinutes(10))
            .toString();
    List<Condition> conditions = bench.log("waiting").getStatus().getConditions();
    String message = AuditResources.message(conditions, "Ready");
    assertThat(message)
        .contains("clusterId (made to fail by a test): no broker answered")
        .contains("At " + end)
        .doesNotContain("secretwaiting");
    assertThat(status(conditions, "Ready")).isEqualTo("False");
    assertThat(status(conditions, "Reconciling")).isEqualTo("True");
    assertThat(AuditResources.message(conditions, "Reconciling")).isEqualTo(message);
    assertThat(status(conditions, "Stalled")).isEqualTo("False");
    assertThat(status(conditions, "AccessReady")).as("never stale True").isEqualTo("Unknown");
    assertThat(bench.log("waiting").getStatus().getObservedGeneration())
        .isEqualTo(bench.log("waiting").getMetadata().getGeneration());
    await().atMost(LONG).until(() -> told().size() == 1);
    assertThat(told().get(0).getType()).isEqualTo("Warning");
    assertThat(told().get(0).getMessage()).isEqualTo(message);

    bench.requests();
    attempt();
    attempt();
    bench.stop();
    bench.start(fault, destination -> destination);
    attempt();
    attempt();
    assertThat(writes(bench.requests())).as("nothing changed").isEmpty();

    failing = Set.of("keys");
    await().atMost(LONG).until(() -> told().size() == 2);
    assertThat(AuditResources.message(bench.log("waiting").getStatus().getConditions(), "Ready"))
        .contains("keys (made to fail by a test)", "At " + end);
    assertThat(told()).extracting(Event::getCount).containsOnly(1);

    failing = Set.of();
    bench.wake("waiting");
    await().atMost(LONG).until(() -> bench.log("waiting") == null);
    assertThat(bench.users("waiting")).isEmpty();
  }

  @Test
  void anAuditCredentialSaysForWhat() {
    bench.applyReady("holding");
    bench.applyCredential("reader", "holding", "Overlap");
    bench.awaitReady("reader");
    String key = bench.key("reader");
    failing = Set.of("clusterId");
    await()
        .atMost(LONG)
        .until(
            () ->
                bench
                    .logReason("holding", "DestinationReachable")
                    .equals("DestinationUnreachable"));
    bench.deleteCredential("reader");
    await().atMost(LONG).until(() -> bench.reason("reader", "Ready").equals("Deleting"));
    List<Condition> conditions = bench.credential("reader").getStatus().getConditions();
    assertThat(AuditResources.message(conditions, "Ready"))
        .isEqualTo(
            "AuditLog security/holding has not revoked %s yet: its DestinationReachable is False: DestinationUnreachable"
                .formatted(key));
    assertThat(status(conditions, "Reconciling")).isEqualTo("True");
    assertThat(status(conditions, "Published")).as("never stale True").isEqualTo("Unknown");
    assertThat(bench.credential("reader").getStatus().getSecretRef()).isNull();
    assertThat(bench.secret("reader")).isNull();

    bench.requests();
    List<String> requests = new ArrayList<>();
    await()
        .atMost(LONG)
        .until(
            () -> {
              requests.addAll(bench.requests());
              return requests.stream().filter(r -> r.endsWith("/secrets/reader-secret")).count()
                  >= 3;
            });
    assertThat(writes(requests)).as("nothing changed").isEmpty();

    bench.deleteLog("holding");
    await()
        .atMost(LONG)
        .until(
            () ->
                AuditResources.message(
                        bench.credential("reader").getStatus().getConditions(), "Ready")
                    .contains("it is being deleted itself"));
    failing = Set.of();
    bench.wake("holding");
    await().atMost(LONG).until(() -> bench.log("holding") == null);
    await().atMost(LONG).until(() -> bench.credential("reader") == null);
  }

  @Test
  void aShorterTimeoutCountsAtOnce() {
    bench.applyReady("hurried");
    failing = Set.of("clusterId");
    bench.deleteLog("hurried");
    await().atMost(LONG).until(() -> bench.logReason("hurried", "Ready").equals("Deleting"));
    bench.merge(
        AuditLog.class, "hurried", "{\"spec\": {\"deletionPolicy\": {\"timeout\": \"1m\"}}}");
    String end =
        Instant.parse(bench.log("hurried").getMetadata().getDeletionTimestamp())
            .plus(Duration.ofMinutes(1))
            .toString();
    await()
        .atMost(LONG)
        .until(
            () ->
                AuditResources.message(bench.log("hurried").getStatus().getConditions(), "Ready")
                    .contains("At " + end));
    bench.clock().forward(Duration.ofMinutes(1));
    bench.wake("hurried");
    await().atMost(LONG).until(() -> bench.log("hurried") == null);
    assertThat(bench.events(OperatorBench.OPERATOR_NAMESPACE, "hurried", "LeftBehind")).hasSize(1);
  }

  @Test
  void aRightThatIsLackingIsToldAndWaitedFor(@TempDir Path jars) throws Exception {
    bench.stop();
    bench.inject(Files.writeString(jars.resolve("agent.jar"), "as good as any jar"));
    bench.start();
    bench.applyAdmin("refused");
    bench.applyLog("refused", 2);
    await()
        .atMost(LONG)
        .until(() -> bench.logReason("refused", "AccessReady").equals("AccessAsSpecified"));
    assertThat(bench.users("refused")).isNotEmpty();
    bench.forbid("/mutatingwebhookconfigurations");
    bench.deleteLog("refused");
    await().atMost(LONG).until(() -> bench.logReason("refused", "Ready").equals("Deleting"));
    assertThat(AuditResources.message(bench.log("refused").getStatus().getConditions(), "Ready"))
        .contains("The operator may not get mutatingwebhookconfigurations in this cluster");
    bench.forbid("/nothing");
    bench.wake("refused");
    await().atMost(LONG).until(() -> bench.log("refused") == null);
    assertThat(bench.users("refused")).isEmpty();
  }

  /** Has the operator try again, and waits until it has. */
  private void attempt() {
    int before = fault.failed();
    bench.wake("waiting");
    await().atMost(LONG).until(() -> fault.failed() > before);
  }

  /** But for what is delivered whatever waits, and for what an operator notes when it stops. */
  private static List<String> writes(List<String> requests) {
    return requests.stream()
        .filter(request -> !request.startsWith("GET "))
        .filter(request -> !request.contains("/secrets/kafka-audit-events-"))
        .filter(request -> !request.contains("/configmaps/kafka-audit-log-starts"))
        .toList();
  }

  private List<Event> told() {
    return bench.events(OperatorBench.NAMESPACE, "waiting", "Deleting");
  }

  private static String status(List<Condition> conditions, String type) {
    return conditions.stream()
        .filter(condition -> condition.getType().equals(type))
        .map(Condition::getStatus)
        .findFirst()
        .orElse("");
  }
}
