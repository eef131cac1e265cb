package io.kafkaaudit.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.operator.kafka.TopicPlan.Actual;
import io.kafkaaudit.operator.kafka.TopicPlan.Wanted;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicPlanTest {
  private final Wanted wanted =
      TopicPlan.auditTopic("audit", 6, 3, Duration.ofDays(7), Map.of("compression.type", "zstd"));

  @Test
  void aTopicThatIsNotThereIsCreatedWithEveryConfig() {
    TopicPlan plan = TopicPlan.of(wanted, null, false);
    assertThat(plan.create()).isTrue();
    assertThat(plan.configs())
        .isEqualTo(
            Map.of(
                "cleanup.policy", "delete",
                "compression.type", "zstd",
                "message.timestamp.type", "LogAppendTime",
                "min.insync.replicas", "2",
                "retention.bytes", "-1",
                "retention.ms", "604800000",
                "segment.ms", "86400000"));
  }

  @Test
  void agentsAreSilentByTheDestinationsClock() {
    assertThat(TopicPlan.statusTopic("audit-agents", 3).configs())
        .isEqualTo(
            Map.of(
                "cleanup.policy", "compact",
                "message.timestamp.type", "LogAppendTime",
                "min.insync.replicas", "2"));
  }

  @Test
  void segmentsAreShortEnoughForRetentionToActAndInsyncReplicasFit() {
    Wanted hour = TopicPlan.auditTopic("audit", 1, 1, Duration.ofHours(1), Map.of());
    assertThat(hour.configs())
        .containsEntry("segment.ms", "514285")
        .containsEntry("min.insync.replicas", "1");
    assertThat(TopicPlan.auditTopic("audit", 1, null, Duration.ofHours(1), Map.of()).configs())
        .doesNotContainKey("min.insync.replicas");
  }

  @Test
  void whatIsAsWantedIsDone() {
    assertThat(TopicPlan.of(wanted, actual(6, 3, Map.of()), false).isDone()).isTrue();
  }

  @Test
  void driftIsRepairedAndPartitionsGrow() {
    TopicPlan plan =
        TopicPlan.of(
            wanted,
            actual(3, 3, Map.of("cleanup.policy", "compact", "retention.ms", "3600000")),
            false);
    assertThat(plan.increasePartitionsTo()).isEqualTo(6);
    assertThat(plan.configs())
        .isEqualTo(Map.of("cleanup.policy", "delete", "retention.ms", "604800000"));
    assertThat(plan.problems()).isEmpty();
  }

  @Test
  void configsThatTheSpecDoesNotNameAreResetButThoseOfToolsStay() {
    Map<String, String> foreign =
        Map.of(
            "max.message.bytes", "100",
            "message.timestamp.after.max.ms", "1",
            "segment.bytes", "1048576",
            "min.compaction.lag.ms", "5",
            "unclean.leader.election.enable", "true",
            "leader.replication.throttled.replicas", "*",
            "remote.storage.enable", "true",
            "confluent.placement.constraints", "{}");
    TopicPlan plan = TopicPlan.of(wanted, actual(6, 3, foreign), false);
    assertThat(plan.configs()).isEmpty();
    assertThat(plan.reset())
        .containsExactlyInAnyOrder(
            "max.message.bytes",
            "message.timestamp.after.max.ms",
            "segment.bytes",
            "min.compaction.lag.ms",
            "unclean.leader.election.enable");
    assertThat(plan.isDone()).isFalse();
    assertThat(plan.without(plan.reset()).isDone()).isTrue();

    Wanted asked =
        TopicPlan.auditTopic("audit", 6, 3, Duration.ofDays(7), Map.of("max.message.bytes", "100"));
    assertThat(TopicPlan.of(asked, actual(6, 3, foreign), false).reset())
        .as("one that left the spec")
        .contains("compression.type")
        .doesNotContain("max.message.bytes");
    Wanted agents = TopicPlan.statusTopic("audit-agents", 3);
    assertThat(TopicPlan.of(agents, actual(1, 3, Map.of("segment.ms", "1")), true).reset())
        .contains("segment.ms", "retention.ms");
  }

  @Test
  void insyncReplicasFollowTheReplicasThatThereAre() {
    assertThat(TopicPlan.of(wanted, actual(6, 1, Map.of()), false).configs())
        .isEqualTo(Map.of("min.insync.replicas", "1"));
    Wanted brokersDefault = TopicPlan.statusTopic("audit-agents", null);
    Actual created = new Actual("id", 1, 3, Set.of(), brokersDefault.configs());
    assertThat(TopicPlan.of(brokersDefault, created, false).configs())
        .isEqualTo(Map.of("min.insync.replicas", "2"));
  }

  @Test
  void whatCannotOrMustNotBeDoneIsReported() {
    Map<String, String> endless = Map.of("retention.ms", "-1", "min.insync.replicas", "1");
    TopicPlan plan = TopicPlan.of(wanted, actual(9, 1, endless), false);
    assertThat(plan.isDone()).isTrue();
    assertThat(plan.problems())
        .hasSize(3)
        .anyMatch(problem -> problem.contains("kafkaaudit.io/allow-shorter-retention"))
        .anyMatch(problem -> problem.contains("partitions cannot become fewer"))
        .anyMatch(problem -> problem.contains("kafka-reassign-partitions.sh"));
    assertThat(TopicPlan.of(wanted, actual(9, 1, endless), true).configs())
        .isEqualTo(Map.of("retention.ms", "604800000"));
  }

  @Test
  void oneReplicaByDefaultIsAWarningWhereThereAreThreeBrokers() {
    assertThat(TopicPlan.replicaWarning(null, 1, () -> 3))
        .hasValueSatisfying(
            warning -> assertThat(warning).contains("3 brokers", "topic.replicas: 3"));
    assertThat(TopicPlan.replicaWarning(null, 1, () -> 2)).isEmpty();
    assertThat(TopicPlan.replicaWarning(1, 1, () -> 3)).as("as asked").isEmpty();
    assertThat(TopicPlan.replicaWarning(null, 2, () -> 3)).isEmpty();
  }

  @Test
  void partitionsWithoutALeaderAreNamed() {
    Actual actual = actual(6, 3, Map.of());
    TopicPlan plan =
        TopicPlan.of(wanted, new Actual("id", 6, 3, Set.of(4, 2), actual.configs()), false);
    assertThat(plan.isDone()).isTrue();
    assertThat(plan.problems()).singleElement().asString().contains("partitions [2, 4]");
  }

  @Test
  void oneConfigCanBeLeftOut() {
    Map<String, String> drifted = Map.of("cleanup.policy", "compact", "retention.ms", "3600000");
    assertThat(
            TopicPlan.of(wanted, actual(6, 3, drifted), false)
                .without(Set.of("retention.ms"))
                .configs())
        .isEqualTo(Map.of("cleanup.policy", "delete"));
  }

  private Actual actual(int partitions, int replicas, Map<String, String> other) {
    Map<String, String> configs = new HashMap<>(wanted.configs());
    configs.putAll(other);
    return new Actual("id", partitions, replicas, Set.of(), configs);
  }
}
