package io.kafkaaudit.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.embedded.EmbeddedKafka;
import io.kafkaaudit.operator.kafka.KafkaFailure.Reason;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented rights of the admin: enough together, and none of them for nothing. */
class AdminRightsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String TOPIC = "audit-log-events";
  private static final String STATUS = TOPIC + "-agents";
  private static final String KEY = "KAAAAABBBBBBBBBB";
  private static final AclPlan.Access ACCESS =
      new AclPlan.Access(
          TOPIC, "User:operator", "KAAAAA", "KAAAAAWWWWWWWWWW", Map.of(KEY, ""), true);

  /** Kafka takes the rights to change for those to read, so these show only without the others. */
  private static final Set<AclOperation> IMPLIED =
      Set.of(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void theDocumentedRightsAreEnoughAndEachIsNeeded() throws Exception {
    Properties client = kafka.operatorAdmin("operator", "secret", TOPIC, true);
    try (Admin root = kafka.root();
        Destination destination = new AdminDestination(properties(client), TIMEOUT)) {
      await().atMost(TIMEOUT).ignoreExceptions().until(() -> everyCall(destination));
      List<AclBinding> needed = new ArrayList<>();
      for (AclBinding right : rightsOfOperator(root)) {
        AclOperation operation = right.entry().operation();
        // READ on the status topic is for its consumer, which is no call of the destination.
        if (IMPLIED.contains(operation) || operation == AclOperation.READ) {
          continue;
        }
        needed.add(right);
        root.deleteAcls(List.of(right.toFilter())).all().get();
        await()
            .atMost(TIMEOUT)
            .untilAsserted(
                () ->
                    assertThatThrownBy(() -> everyCall(destination))
                        .as("without " + right)
                        .isInstanceOfSatisfying(
                            KafkaFailure.class,
                            failure ->
                                assertThat(failure.reason()).isEqualTo(Reason.NotAuthorized)));
        root.createAcls(List.of(right)).all().get();
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> everyCall(destination));
      }
      assertThat(needed).as("CLUSTER ALTER and four on each topic").hasSize(1 + 2 * 4);
    }
  }

  private static boolean everyCall(Destination destination) {
    for (String topic : List.of(TOPIC, STATUS)) {
      destination.deleteTopic(topic);
      await().atMost(TIMEOUT).until(() -> destination.topic(topic) == null);
      TopicPlan.Wanted wanted =
          TopicPlan.auditTopic(
              topic, 1, 1, Duration.ofDays(7), Map.of("min.compaction.lag.ms", "0"));
      destination.apply(wanted, TopicPlan.of(wanted, null, false));
      await().atMost(TIMEOUT).until(() -> destination.topic(topic) != null);
      destination.starts(topic, List.of(0), Instant.EPOCH);
      assertThat(destination.isAbsent(wanted)).isFalse();
      destination.apply(
          wanted, new TopicPlan(false, 2, wanted.configs(), Set.of("flush.ms"), List.of()));
    }
    destination.upsertKey(KEY, "Secret1");
    destination.allowGroups(KEY, "audit_kafka_siem_");
    destination.apply(destination.aclPlan(ACCESS, Set.of()));
    destination.denyGroups(KEY);
    destination.deleteKey(KEY);
    return destination.keys("KAAAAA").all().isEmpty() || !destination.brokers().isEmpty();
  }

  private static List<AclBinding> rightsOfOperator(Admin root) throws Exception {
    return root.describeAcls(AclBindingFilter.ANY).values().get().stream()
        .filter(acl -> acl.entry().principal().equals("User:operator"))
        .toList();
  }

  private static AdminProperties properties(Properties client) throws Exception {
    StringWriter text = new StringWriter();
    client.store(text, null);
    return AdminProperties.parse(text.toString());
  }
}
