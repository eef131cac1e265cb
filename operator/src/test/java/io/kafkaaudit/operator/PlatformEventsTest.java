package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.OperatorException;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.operator.Fault.When;
import io.kafkaaudit.operator.platform.ChangedBy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Acts of the operator and of people on its resources, as a reader of the audit topic sees them.
 */
class PlatformEventsTest extends OnOperatorBench {
  @TempDir static Path jars;

  PlatformEventsTest() {
    super(Duration.ofMillis(300));
  }

  @Test
  void makingAnAuditLogAndIssuingAKey() {
    bench.applyReady("make");
    bench.applyCredential("maker", "make", "Overlap");
    bench.awaitReady("maker");
    try (PlatformReadings topic = new PlatformReadings(kafka, "make")) {
      JsonNode created = topic.first("CreateAuditLog", "/auditlog=security%2Fmake");
      assertThat(created.at("/data/request/generation").asLong()).isOne();
      assertThat(created.at("/data/request/after/topic/name").asText()).isEqualTo("make");
      assertThat(created.at("/data/result/status").asText()).isEqualTo("SUCCESS");
      topic.first("CreateTopic", "/topic=make");
      topic.first("CreateTopic", "/topic=make-agents");
      JsonNode writer =
          topic.first(
              "IssueKey", "", key -> key.at("/data/request/role").asText().equals("writer"));
      assertThat(bench.users("make")).contains(resource(writer));
      topic.first("CreateAuditCredential", "/auditcredential=security%2Fmaker");
      JsonNode issued = topic.first("IssueKey", "/key=" + bench.key("maker"));
      assertThat(issued.at("/data/request/credential").asText()).isEqualTo("security/maker");
      assertThat(issued.toString()).doesNotContain(password("maker"));
      assertDense(topic.all());
      await().atMost(LONG).untilAsserted(() -> assertThat(waiting("make")).isZero());
    }
  }

  @Test
  void aForcedRotationNamesWhoAskedAndAScheduledOneNobody() {
    bench.applyReady("turn");
    bench.applyCredential("turner", "turn", "Overlap");
    bench.awaitReady("turner");
    String first = bench.key("turner");
    long generation = bench.credential("turner").getMetadata().getGeneration();
    annotate(
        "turner",
        Map.of(
            "kafkaaudit.io/rotate",
            "now",
            ChangedBy.ANNOTATION,
            ChangedBy.of("alice@example.com", generation).toAnnotation()));
    awaitOther("turner", first);
    String second = bench.key("turner");
    try (PlatformReadings topic = new PlatformReadings(kafka, "turn")) {
      JsonNode rotated = topic.first("RotateKey", "/key=" + second);
      assertThat(rotated.at("/data/changedBy/source").asText()).isEqualTo("admission");
      assertThat(rotated.at("/data/changedBy/user").asText()).isEqualTo("alice@example.com");
      assertThat(rotated.at("/data/authenticationInfo/principal").asText())
          .isEqualTo("KubernetesUser:alice@example.com");
      assertThat(rotated.at("/data/request/replaces").asText()).isEqualTo(first);
      assertThat(rotated.at("/data/request/rotation").asText()).isEqualTo("forced");

      await().atMost(LONG).until(() -> bench.isRetiring("turn", first)); // the overlap has begun
      bench.clock().forward(Duration.ofHours(2)); // and is over
      JsonNode revoked = topic.first("RevokeKey", "/key=" + first);
      assertThat(revoked.at("/data/request/credential").asText()).isEqualTo("security/turner");

      bench.clock().forward(Duration.ofDays(31));
      awaitOther("turner", second);
      JsonNode scheduled = topic.first("RotateKey", "/key=" + bench.key("turner"));
      assertThat(scheduled.at("/data/request/rotation").asText()).isEqualTo("scheduled");
      assertThat(scheduled.at("/data/changedBy").isMissingNode()).isTrue();

      String last = bench.key("turner");
      annotate(
          "turner",
          Map.of(
              "kafkaaudit.io/revoke-now",
              "leak",
              ChangedBy.ANNOTATION,
              ChangedBy.of("bob@example.com", generation).toAnnotation()));
      JsonNode asked = topic.first("RevokeAllKeys", "/auditcredential=security%2Fturner");
      assertThat(asked.at("/data/changedBy/user").asText()).isEqualTo("bob@example.com");
      assertThat(asked.at("/data/request/key").asText()).isEqualTo(last);
      topic.first("RevokeKey", "/key=" + last);
    }
  }

  @Test
  void aChangeTellsBeforeAndAfter() {
    bench.applyReady("edit");
    bench.setLimit("edit", 5);
    try (PlatformReadings topic = new PlatformReadings(kafka, "edit")) {
      JsonNode changed = topic.first("ChangeAuditLog", "/auditlog=security%2Fedit");
      assertThat(changed.at("/data/request/before/access/keyLimit").asInt()).isEqualTo(2);
      assertThat(changed.at("/data/request/after/access/keyLimit").asInt()).isEqualTo(5);
      assertThat(changed.at("/data/request/generation").asLong())
          .isEqualTo(bench.log("edit").getMetadata().getGeneration());

      bench.edit("edit", log -> log.getSpec().getTopic().setRetention("14d"));
      JsonNode longer =
          topic.first(
              "ChangeTopic",
              "/topic=edit",
              event -> event.at("/data/request/configs").has("retention.ms"));
      assertThat(longer.at("/data/request/configs/retention.ms").asLong())
          .isEqualTo(Duration.ofDays(14).toMillis());
    }
  }

  @Test
  void aRefusedKeyIsToldOnceForEachGeneration() {
    bench.applyReady("full");
    bench.setLimit("full", 1);
    bench.applyCredential("lucky", "full", "Overlap");
    bench.awaitReady("lucky");
    bench.applyCredential("unlucky", "full", "Overlap");
    await().atMost(LONG).until(() -> bench.reason("unlucky", "Granted").equals("KeyLimitReached"));
    try (PlatformReadings topic = new PlatformReadings(kafka, "full")) {
      JsonNode refused = topic.first("RefuseKey", "/auditcredential=security%2Funlucky");
      assertThat(refused.at("/data/result/status").asText()).isEqualTo("FAILURE");
      assertThat(refused.at("/data/result/message").asText()).contains(bench.key("lucky"));

      interval("unlucky", "20d");
      await()
          .atMost(LONG)
          .until(() -> topic.of("RefuseKey", "/auditcredential=security%2Funlucky").size() == 2);
      bench.wake("full");
      topic.first("ChangeAuditCredential", "/auditcredential=security%2Funlucky");
      await()
          .during(Duration.ofSeconds(1))
          .atMost(LONG)
          .until(() -> topic.of("RefuseKey", "/auditcredential=security%2Funlucky").size() == 2);
    }
  }

  @Test
  void repairedDriftIsTold() throws Exception {
    bench.applyReady("drift");
    bench.clock().forward(Duration.ofSeconds(6));
    root.incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, "drift"),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET))))
        .all()
        .get();
    try (PlatformReadings topic = new PlatformReadings(kafka, "drift")) {
      JsonNode repaired = topic.first("RepairDrift", "/topic=drift");
      assertThat(repaired.at("/data/request/repair").asText())
          .contains("retention.ms of topic drift set back from 1000 to 604800000");
      assertThat(repaired.at("/data/result/status").asText()).isEqualTo("SUCCESS");

      String writer = bench.awaitWriter("drift", "");
      bench.clock().forward(Duration.ofSeconds(6));
      keys.removeUser(writer);
      topic.first("RepairDrift", "/key=" + writer);
    }
  }

  @Test
  void deletionsAreToldBeforeTheWriterGoes() {
    bench.applyReady("leave");
    bench.applyCredential("one", "leave", "Overlap");
    bench.applyCredential("two", "leave", "Overlap");
    bench.awaitReady("one");
    bench.awaitReady("two");
    String one = bench.key("one");
    String two = bench.key("two");
    String writer = bench.awaitWriter("leave", "");
    try (PlatformReadings topic = new PlatformReadings(kafka, "leave")) {
      bench.deleteCredential("one");
      JsonNode deleted = topic.first("DeleteAuditCredential", "/auditcredential=security%2Fone");
      assertThat(deleted.at("/data/changedBy/source").asText()).isEqualTo("unknown");
      topic.first("RevokeKey", "/key=" + one);

      bench.deleteLog("leave");
      await().atMost(LONG).until(() -> bench.log("leave") == null);
      topic.first("DeleteAuditLog", "/auditlog=security%2Fleave");
      topic.first("RevokeKey", "/key=" + two);
      JsonNode last = topic.first("RevokeKey", "/key=" + writer);
      assertThat(last.at("/data/result/status").asText()).isEqualTo("UNKNOWN");
      assertThat(bench.users("leave")).isEmpty();
      assertThat(bench.keyring("")).as("the journal goes, too").isEmpty();
      assertDense(topic.all());
    }
  }

  @Test
  void podsAreToldOnce() throws Exception {
    bench.stop();
    bench.inject(Files.writeString(jars.resolve("agent.jar"), "as good as any jar"));
    bench.start();
    bench.applyAdmin("orders");
    bench.applyLog("orders", 2);
    await()
        .atMost(LONG)
        .until(() -> bench.logReason("orders", "AccessReady").equals("AccessAsSpecified"));
    String revision = bench.log("orders").getStatus().getAgents().getRevision();
    new KafkaPods(bench.client(), "orders").create("broker-0", revision, true);
    apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: broker-1, namespace: security, labels: {app: kafka}}
        spec:
          containers:
          - name: kafka
            image: apache/kafka:4.3.1
            env:
            - name: JAVA_TOOL_OPTIONS
              valueFrom: {configMapKeyRef: {name: options, key: java}}
        """);
    try (PlatformReadings topic = new PlatformReadings(kafka, "orders")) {
      JsonNode one = topic.first("InjectPod", "/pod=security%2Fbroker-0");
      assertThat(one.at("/data/request/revision").asText()).isEqualTo(revision);
      JsonNode other = topic.first("SkipPod", "/pod=security%2Fbroker-1");
      assertThat(other.at("/data/request/reason").asText()).contains("JAVA_TOOL_OPTIONS");

      bench.stop();
      bench.start();
      bench.setLimit("orders", 3);
      topic.first("ChangeAuditLog", "/auditlog=security%2Forders");
      assertThat(topic.of("InjectPod", "")).hasSize(1);
      assertThat(topic.of("SkipPod", "")).hasSize(1);
    }
  }

  private void apply(String pod) {
    bench.client().resource(Serialization.unmarshal(pod, Pod.class)).create();
  }

  /** Dead after the n-th write to the API server, or call of append: the next operator tells. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void anOperatorThatIsKilledLeavesNothingUntold(int n) throws Exception {
    String log = "killed" + n;
    bench.stop();
    bench.applyAdmin(log);
    bench.applyLog(log, 2);
    bench.applyCredential("reader" + n, log, "Overlap");
    Fault fault =
        Fault.every(
            n,
            0,
            kind ->
                !kind.startsWith("GET ")
                    && !Set.of("clusterId", "topic", "aclPlan", "keys", "probe", "knowing")
                        .contains(kind),
            When.DIES_AFTER_EFFECT);
    for (int life = 0; life < 5; life++) {
      fault.revive();
      try {
        bench.start(fault, destination -> destination);
        fault.awaitFailure(1500);
      } catch (OperatorException e) {
        // killed while it started
      }
      bench.stop();
    }
    bench.start();
    bench.awaitReady("reader" + n);
    bench.deleteLog(log);
    await().atMost(LONG).until(() -> bench.log(log) == null);
    try (PlatformReadings topic = new PlatformReadings(kafka, log)) {
      topic.first("DeleteAuditLog", log);
      Map<String, Set<String>> ids =
          topic.all().stream()
              .collect(
                  Collectors.groupingBy(
                      event -> event.at("/data/methodName").asText() + " " + resource(event),
                      Collectors.mapping(event -> event.path("id").asText(), Collectors.toSet())));
      assertThat(ids)
          .containsKeys(
              "kafkaaudit.CreateAuditLog security%2F" + log,
              "kafkaaudit.CreateAuditCredential security%2Freader" + n,
              "kafkaaudit.CreateTopic " + log,
              "kafkaaudit.DeleteAuditLog security%2F" + log);
      assertThat(ids.get("kafkaaudit.CreateAuditLog security%2F" + log)).hasSize(1);
      Set<String> issued = resources(topic.of("IssueKey", ""));
      Set<String> revoked = resources(topic.of("RevokeKey", ""));
      assertThat(revoked).as("every key that was told, both ways").containsAll(issued);
    }
  }

  @Test
  void whatADestinationDidNotTakeIsToldLater() {
    Fault away = Fault.every(1, 0, "append"::equals, When.BEFORE_EFFECT);
    bench.stop();
    bench.start(away, destination -> destination);
    bench.applyReady("later");
    assertThat(bench.keyring("kafka-audit-events-")).hasSize(1);
    await().atMost(LONG).untilAsserted(() -> assertThat(waiting("later")).isPositive());
    bench.stop();
    try (PlatformReadings topic = new PlatformReadings(kafka, "later")) {
      assertThat(topic.all()).isEmpty();
      bench.start();
      topic.first("CreateAuditLog", "/auditlog=security%2Flater");
      topic.first("CreateTopic", "/topic=later");
      await().atMost(LONG).untilAsserted(() -> assertDense(topic.all()));
    }
  }

  private double waiting(String log) {
    return bench
        .registry()
        .get("kafka.audit.platform.events.waiting")
        .tag("auditlog", log)
        .gauge()
        .value();
  }

  /** Of one run in a topic, numbers are dense, and no id is there twice. */
  private static void assertDense(List<JsonNode> events) {
    Map<String, List<Long>> numbers =
        events.stream()
            .collect(
                Collectors.groupingBy(
                    event -> event.path("agentid").asText(),
                    Collectors.mapping(
                        event -> Long.parseLong(event.path("sequence").asText()),
                        Collectors.toList())));
    assertThat(numbers).isNotEmpty();
    numbers
        .values()
        .forEach(
            all ->
                assertThat(all)
                    .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, all.size()).boxed().toList()));
    Set<String> ids = new HashSet<>();
    assertThat(events).allMatch(event -> ids.add(event.path("id").asText()));
  }

  private static Set<String> resources(List<JsonNode> events) {
    return events.stream().map(PlatformEventsTest::resource).collect(Collectors.toSet());
  }

  /** The last name of the resource's CRN. */
  private static String resource(JsonNode event) {
    String crn = event.at("/data/resourceName").asText();
    return crn.substring(crn.lastIndexOf('=') + 1);
  }

  private String password(String credential) {
    return io.kafkaaudit.operator.owned.OwnedObjects.entry(bench.secret(credential), "password");
  }

  private void awaitOther(String credential, String before) {
    await()
        .atMost(LONG)
        .until(() -> bench.ready(credential) && !bench.key(credential).equals(before));
  }

  private void annotate(String credential, Map<String, String> annotations) {
    patch(
        credential,
        "{\"metadata\": {\"annotations\": %s}}".formatted(Serialization.asJson(annotations)));
  }

  private void interval(String credential, String interval) {
    patch(credential, "{\"spec\": {\"rotation\": {\"interval\": \"%s\"}}}".formatted(interval));
  }

  private void patch(String credential, String patch) {
    bench
        .client()
        .resources(AuditCredential.class)
        .inNamespace(OperatorBench.NAMESPACE)
        .withName(credential)
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }
}
