package io.kafkaaudit.operator.conditions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionSetTest {
  private static final List<ConditionType> STEPS =
      List.of(ConditionType.Accepted, ConditionType.DestinationReachable, ConditionType.TopicReady);

  private static Clock at(String time) {
    return Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
  }

  private static String status(List<Condition> conditions, ConditionType type) {
    return ConditionSet.find(conditions, type).orElseThrow().getStatus();
  }

  @Test
  void aFailedStepLeavesLaterOnesUnknown() {
    var set = new ConditionSet(STEPS);
    set.isTrue(ConditionType.Accepted, Reason.Accepted, "fine");
    set.isFalse(
        ConditionType.DestinationReachable, Reason.DestinationUnreachable, "kafka:9093 is down");
    var conditions = set.toConditions(List.of(), 3L, at("2026-11-24T08:00:00Z"));
    assertThat(status(conditions, ConditionType.TopicReady)).isEqualTo("Unknown");
    assertThat(ConditionSet.find(conditions, ConditionType.Ready).orElseThrow().getMessage())
        .isEqualTo("DestinationReachable: kafka:9093 is down");
    assertThat(status(conditions, ConditionType.Reconciling)).isEqualTo("True");
    assertThat(status(conditions, ConditionType.Stalled)).isEqualTo("False");
    assertThat(conditions).allMatch(c -> c.getObservedGeneration() == 3L);
  }

  @Test
  void whatWasReportedBeforeTheDestinationWentAwayIsUnknown() {
    var set = new ConditionSet(STEPS);
    set.isTrue(ConditionType.Accepted, Reason.Accepted, "fine");
    set.isTrue(ConditionType.DestinationReachable, Reason.Reachable, "fine");
    set.isTrue(ConditionType.TopicReady, Reason.TopicAsSpecified, "fine");
    set.isFalseForAllAfter(
        ConditionType.DestinationReachable, Reason.DestinationUnreachable, "kafka:9093 is down");
    var conditions = set.toConditions(List.of(), 3L, at("2026-11-24T08:00:00Z"));
    assertThat(status(conditions, ConditionType.Accepted)).isEqualTo("True");
    assertThat(status(conditions, ConditionType.DestinationReachable)).isEqualTo("False");
    assertThat(status(conditions, ConditionType.TopicReady)).isEqualTo("Unknown");
  }

  @Test
  void whatNeedsAPersonIsStalled() {
    var set = new ConditionSet(STEPS);
    set.isFalse(ConditionType.Accepted, Reason.TopicConflict, "orders has it: choose another");
    var conditions = set.toConditions(List.of(), 1L, at("2026-11-24T08:00:00Z"));
    assertThat(status(conditions, ConditionType.Reconciling)).isEqualTo("False");
    assertThat(status(conditions, ConditionType.Stalled)).isEqualTo("True");
  }

  @Test
  void theTransitionTimeStaysWhileTheStatusDoes() {
    var set = new ConditionSet(STEPS);
    STEPS.forEach(step -> set.isTrue(step, Reason.Accepted, "fine"));
    var first = set.toConditions(List.of(), 1L, at("2026-11-24T08:00:00Z"));
    assertThat(status(first, ConditionType.Ready)).isEqualTo("True");
    set.isFalse(ConditionType.TopicReady, Reason.TopicExists, "adopt it");
    var second = set.toConditions(first, 1L, at("2026-11-24T09:00:00Z"));
    assertThat(time(second, ConditionType.Accepted)).isEqualTo("2026-11-24T08:00:00Z");
    assertThat(time(second, ConditionType.TopicReady)).isEqualTo("2026-11-24T09:00:00Z");
  }

  @Test
  void aDeletionThatWaitsMakesAllElseUnknown() {
    var set = new ConditionSet(STEPS);
    set.isTrue(ConditionType.Accepted, Reason.Accepted, "fine");
    set.isFalse(ConditionType.DestinationReachable, Reason.DestinationUnreachable, "down");
    var before = new ArrayList<>(set.toConditions(List.of(), 1L, at("2026-11-24T08:00:00Z")));
    before.add(new ConditionBuilder().withType("OfAnotherVersion").withStatus("True").build());

    var first = ConditionSet.whileDeleting(before, "kafka is down", 2L, at("2026-11-24T09:00:00Z"));
    assertThat(first)
        .extracting(Condition::getType, Condition::getStatus, Condition::getMessage)
        .containsExactly(
            tuple("Accepted", "Unknown", "Not looked at while it is being deleted"),
            tuple("DestinationReachable", "Unknown", "Not looked at while it is being deleted"),
            tuple("TopicReady", "Unknown", "Not looked at while it is being deleted"),
            tuple("Ready", "False", "kafka is down"),
            tuple("Reconciling", "True", "kafka is down"),
            tuple("Stalled", "False", ""));
    assertThat(first)
        .allMatch(c -> c.getReason().equals("Deleting") && c.getObservedGeneration() == 2L);
    assertThat(time(first, ConditionType.Ready)).isEqualTo("2026-11-24T08:00:00Z");
    assertThat(ConditionSet.whileDeleting(first, "kafka is down", 2L, at("2026-11-24T10:00:00Z")))
        .isEqualTo(first);
    assertThat(ConditionSet.whileDeleting(List.of(), "so early", 1L, at("2026-11-24T10:00:00Z")))
        .hasSize(3);
  }

  @Test
  void aForeignStepIsAMistake() {
    assertThatThrownBy(
            () -> new ConditionSet(STEPS).isTrue(ConditionType.Issued, Reason.KeyIssued, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String time(List<Condition> conditions, ConditionType type) {
    return ConditionSet.find(conditions, type).orElseThrow().getLastTransitionTime();
  }
}
