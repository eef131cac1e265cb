package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.crd.TopicLoss;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** What becomes of the audit topic: adopted, replaced, deleted, shortened, grown. */
class TopicLifeTest extends OnOperatorBench {
  private static final String DAY = "86400000";
  private static final String WEEK = "604800000";

  TopicLifeTest() {
    super(Duration.ofMillis(300));
  }

  @Test
  void aTopicOfSomebodyElseIsLeftAloneUntilItIsAdopted() throws Exception {
    create("adopted", Map.of("retention.ms", "3600000"));
    bench.applyAdmin("adopted");
    bench.applyLog("adopted", 2);
    awaitReason("adopted", "TopicExists");
    assertThat(config("adopted", "retention.ms")).isEqualTo("3600000");

    annotate("adopted", Map.of("kafkaaudit.io/adopt-topic", "another"));
    annotate("adopted", Map.of("kafkaaudit.io/adopt-topic", "adopted"));
    awaitReason("adopted", "TopicAsSpecified");
    assertThat(config("adopted", "retention.ms")).isEqualTo(WEEK);
    assertThat(bench.log("adopted").getStatus().getTopic().getId()).isEqualTo(id("adopted"));
    assertThat(losses("adopted")).isEmpty();
  }

  @Test
  void theAgentsTopicOfSomebodyElseIsLeftAloneToo() throws Exception {
    create("half-agents", Map.of("cleanup.policy", "delete"));
    bench.applyAdmin("half");
    bench.applyLog("half", 2);
    awaitReason("half", "TopicExists");
    assertThat(message("half")).contains("topic half-agents", "kafkaaudit.io/adopt-topic: half");
    assertThat(config("half-agents", "cleanup.policy")).isEqualTo("delete");
    assertThat(root.listTopics().names().get()).doesNotContain("half");

    annotate("half", Map.of("kafkaaudit.io/adopt-topic", "half"));
    awaitReason("half", "TopicAsSpecified");
    assertThat(config("half-agents", "cleanup.policy")).isEqualTo("compact");
  }

  @Test
  void aReplacedTopicIsReportedAndStaysReportedWhenAdopted() throws Exception {
    bench.applyReady("replaced");
    String first = id("replaced");
    bench.stop();
    delete("replaced");
    create("replaced", Map.of());
    String second = id("replaced");
    bench.start();

    awaitReason("replaced", "TopicReplaced");
    assertThat(losses("replaced"))
        .singleElement()
        .satisfies(loss -> assertThat(loss).contains(first).contains(second));
    assertThat(bench.events(OperatorBench.NAMESPACE, "replaced", "EventsLost")).hasSize(1);

    annotate("replaced", Map.of("kafkaaudit.io/adopt-topic", "replaced"));
    awaitReason("replaced", "TopicAsSpecified");
    assertThat(losses("replaced")).as("repaired drift does not undo loss").hasSize(1);
    assertThat(message("replaced")).contains("status.topic.losses");
  }

  @Test
  void aDeletedTopicIsMadeAgainAndItsLossStaysInStatus() throws Exception {
    bench.applyReady("deleted");
    String first = id("deleted");
    delete("deleted");
    await().atMost(LONG).until(() -> !losses("deleted").isEmpty());
    awaitReason("deleted", "TopicAsSpecified");
    assertThat(losses("deleted")).singleElement().asString().contains(first).contains("deleted");
    assertThat(id("deleted"))
        .isNotEqualTo(first)
        .isEqualTo(bench.log("deleted").getStatus().getTopic().getId());
    assertThat(config("deleted", "retention.ms")).isEqualTo(WEEK);
  }

  @Test
  void recordsThatAreDeletedBeforeTheirTimeAreReported() throws Exception {
    bench.applyReady("short-lived");
    produce("short-lived", 5);
    root.deleteRecords(
            Map.of(new TopicPartition("short-lived", 0), RecordsToDelete.beforeOffset(3)))
        .all()
        .get();
    await().atMost(LONG).until(() -> !losses("short-lived").isEmpty());
    assertThat(losses("short-lived"))
        .containsExactly(
            "partition 0: offsets 0 to 2 were deleted before their retention was over");
    awaitReason("short-lived", "TopicAsSpecified");
  }

  /** As when the operator's password was changed: it must find what went meanwhile. */
  @Test
  void recordsThatAreDeletedWhileNoOperatorLooksAreReportedByTheNext() throws Exception {
    bench.applyReady("unwatched");
    produce("unwatched", 7);
    bench.stop();
    root.deleteRecords(Map.of(new TopicPartition("unwatched", 0), RecordsToDelete.beforeOffset(7)))
        .all()
        .get();
    bench.clock().forward(Duration.ofDays(3));
    bench.start();
    await().atMost(LONG).until(() -> !losses("unwatched").isEmpty());
    assertThat(losses("unwatched"))
        .containsExactly(
            "partition 0: offsets 0 to 6 were deleted before their retention was over");
    assertThat(bench.events(OperatorBench.NAMESPACE, "unwatched", "EventsLost")).hasSize(1);
    String uid = bench.log("unwatched").getMetadata().getUid();
    assertThat(noted()).contains(uid);
    bench.deleteLog("unwatched");
    await().atMost(LONG).until(() -> bench.log("unwatched") == null);
    assertThat(noted()).doesNotContain(uid);
  }

  private Set<String> noted() {
    return bench
        .client()
        .configMaps()
        .inNamespace(OperatorBench.OPERATOR_NAMESPACE)
        .withName("kafka-audit-log-starts")
        .get()
        .getData()
        .keySet();
  }

  private static void produce(String topic, int records) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            kafka.client("root", "root-secret"), new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < records; i++) {
        producer.send(new ProducerRecord<>(topic, "event " + i)).get();
      }
    }
  }

  @Test
  void shorterRetentionNeedsTheAnnotation() throws Exception {
    bench.applyReady("retained");
    bench.edit("retained", log -> log.getSpec().getTopic().setRetention("1d"));
    awaitReason("retained", "TopicDiffers");
    assertThat(message("retained")).contains("kafkaaudit.io/allow-shorter-retention");
    assertThat(config("retained", "retention.ms")).isEqualTo(WEEK);
    assertThat(bench.log("retained").getStatus().getTopic().getRetention()).isEqualTo("7d");

    annotate("retained", Map.of("kafkaaudit.io/allow-shorter-retention", "true"));
    awaitReason("retained", "TopicAsSpecified");
    assertThat(config("retained", "retention.ms")).isEqualTo(DAY);
    assertThat(bench.log("retained").getStatus().getTopic().getRetention()).isEqualTo("1d");

    bench.edit("retained", log -> log.getSpec().getTopic().setRetention("2d"));
    await().atMost(LONG).until(() -> config("retained", "retention.ms").equals("172800000"));
    assertThat(bench.events(OperatorBench.NAMESPACE, "retained", "DriftRepaired")).isEmpty();
  }

  @Test
  void partitionsGrowAndNeverShrinkAndReplicasStay() throws Exception {
    bench.applyReady("sized");
    bench.edit("sized", log -> log.getSpec().getTopic().setPartitions(3));
    await().atMost(LONG).until(() -> partitions("sized") == 3);
    bench.edit("sized", log -> log.getSpec().getTopic().setPartitions(2));
    awaitReason("sized", "TopicDiffers");
    assertThat(message("sized")).contains("partitions cannot become fewer");
    assertThat(partitions("sized")).isEqualTo(3);

    bench.edit(
        "sized",
        log -> {
          log.getSpec().getTopic().setPartitions(3);
          log.getSpec().getTopic().setReplicas(2);
        });
    await().atMost(LONG).until(() -> message("sized").contains("kafka-reassign-partitions.sh"));
    assertThat(description("sized").partitions().get(0).replicas()).hasSize(1);
    assertThat(config("sized", "min.insync.replicas")).isEqualTo("1");
  }

  private void awaitReason(String log, String reason) {
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(bench.logReason(log, "TopicReady")).isEqualTo(reason));
  }

  private String message(String log) {
    return OperatorBench.message(bench.log(log).getStatus().getConditions(), "TopicReady");
  }

  private List<String> losses(String log) {
    List<TopicLoss> losses = bench.log(log).getStatus().getTopic().getLosses();
    return losses == null ? List.of() : losses.stream().map(TopicLoss::getWhat).toList();
  }

  private void annotate(String log, Map<String, String> annotations) {
    bench.edit(log, l -> l.getMetadata().setAnnotations(annotations));
  }

  private static void create(String topic, Map<String, String> configs) throws Exception {
    root.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(configs))).all().get();
    await().atMost(LONG).ignoreExceptions().until(() -> !id(topic).isEmpty());
  }

  private static void delete(String topic) throws Exception {
    root.deleteTopics(List.of(topic)).all().get();
  }

  private static TopicDescription description(String topic) throws Exception {
    return root.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
  }

  private static String id(String topic) throws Exception {
    return description(topic).topicId().toString();
  }

  private static int partitions(String topic) throws Exception {
    return description(topic).partitions().size();
  }

  private static String config(String topic, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return root.describeConfigs(List.of(resource)).all().get().get(resource).get(name).value();
  }
}
