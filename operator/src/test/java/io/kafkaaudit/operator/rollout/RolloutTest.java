package io.kafkaaudit.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.RestartingPod;
import io.kafkaaudit.embedded.RequestFault.Moment;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a rollout asks of the API server, and to which Kafka it connects. */
class RolloutTest extends OnRollout {
  @Test
  void anEvictionThatAPodDisruptionBudgetRefusesIsAskedForAgainAndInTheEndTold() {
    answerEvictions(Moment.TOO_MANY_REQUESTS);
    Pod pod = pods.create("kafka-0", null, true);
    Rollout.Outcome announced = step(null);
    assertThat(announced.next()).isTrue();
    assertThat(evictions).as("nothing before it stands in the status").hasValue(0);
    assertThat(announced.restarting().getUid()).isEqualTo(pod.getMetadata().getUid());

    Rollout.Outcome refused = step(announced.restarting());
    assertThat(refused.reason()).isEqualTo(Reason.RolloutInProgress);
    assertThat(refused.message()).contains("kafka-0 may not be evicted", "asked to be refused");
    assertThat(evictions).as("a refusal is not asked for again at once").hasValue(1);

    clock.forward(Duration.ofMinutes(10));
    Rollout.Outcome blocked = step(refused.restarting());
    assertThat(blocked.reason()).isEqualTo(Reason.RolloutBlockedByPDB);
    assertThat(blocked.message()).contains("PodDisruptionBudget");
    assertThat(evictions).hasValue(2);

    answerEvictions(Moment.NEVER);
    assertThat(step(blocked.restarting()).reason()).isEqualTo(Reason.RolloutInProgress);
    assertThat(pods.get("kafka-0")).isNull();
  }

  /** So it is where two PodDisruptionBudgets select one pod. */
  @Test
  void anErrorOfTheApiServerIsToldAndAskedForAgain() {
    answerEvictions(Moment.BEFORE_EFFECT);
    pods.create("kafka-0", null, true);
    Rollout.Outcome refused = step(step(null).restarting());
    assertThat(refused.message()).contains("kafka-0 may not be evicted", "asked to fail");
    assertThat(refused.restarting()).isNotNull();
    answerEvictions(Moment.NEVER);
    step(refused.restarting());
    assertThat(pods.get("kafka-0")).isNull();
  }

  @Test
  void anAuditLogThatIsBeingDeletedHoldsNobodyUp() {
    pods.create("kafka-0", null, true);
    AuditLog log = log("orders", "kafka-0.kafka:9092");
    AuditLog deleted = log("deleted", "kafka-0.kafka:9092");
    deleted.getMetadata().setDeletionTimestamp("2026-11-24T09:00:00Z");
    restarting(deleted, step(null).restarting());
    assertThat(rollout.step(log, List.of(log, deleted), null, null).next()).isTrue();
  }

  @Test
  void withoutTheRightToEvictTheValueOfTheChartIsNamed() {
    answerEvictions(Moment.FORBIDDEN);
    pods.create("kafka-0", null, true);
    RestartingPod announced = step(null).restarting();
    assertThatThrownBy(() -> step(announced))
        .isInstanceOfSatisfying(
            StepFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.ForbiddenByKubernetes))
        .hasMessageContaining("rbac.rollout: true");
    assertThat(pods.get("kafka-0")).isNotNull();
  }

  @Test
  void aPodThatWasReplacedMeanwhileIsLeftAlone() {
    Pod pod = pods.create("kafka-0", null, true);
    RolloutPod seen =
        RolloutPod.of(pod, log("orders", "kafka-0.kafka:9092"), List.of(), "r").orElseThrow();
    client.resource(pod).delete();
    Pod other = pods.create("kafka-0", null, true);
    assertThat(new PodRestarts(client).restart(seen))
        .isEqualTo(new PodRestarts.Answer(false, null));
    assertThat(pods.get("kafka-0").getMetadata().getUid()).isEqualTo(other.getMetadata().getUid());
  }

  @Test
  void strimziIsAskedAndItsPodsAreNotEvicted() {
    answerEvictions(Moment.NEVER);
    Pod pod = pods.createOfStrimzi("kafka-0");
    RestartingPod announced = step(null).restarting();
    Rollout.Outcome asked = step(announced);
    assertThat(pods.get("kafka-0").getMetadata().getAnnotations())
        .containsEntry("strimzi.io/manual-rolling-update", "true");
    assertThat(pods.get("kafka-0").getSpec()).isEqualTo(pod.getSpec());
    assertThat(step(asked.restarting()).message()).contains("Strimzi is asked");
    assertThat(evictions).hasValue(0);
  }

  @Test
  void ofTwoAuditLogsThatRestartPodsTheYoungerWaits() {
    pods.create("kafka-0", null, true);
    AuditLog log = log("orders", "kafka-0.kafka:9092");
    AuditLog older = log("older", "kafka-0.kafka:9092");
    older.getMetadata().setCreationTimestamp("2026-11-24T07:00:00Z");
    older.getSpec().getCluster().getPodSelector().setMatchLabels(Map.of("app", "zookeeper"));
    RestartingPod announced = step(null).restarting();
    restarting(older, announced);
    for (RestartingPod own : new RestartingPod[] {null, announced}) {
      Rollout.Outcome waits = rollout.step(log, List.of(log, older), own, null);
      assertThat(waits.reason()).isEqualTo(Reason.RolloutWaiting);
      assertThat(waits.message()).contains("AuditLog older");
      assertThat(waits.restarting()).isNull();
    }
    restarting(log, announced);
    assertThat(rollout.step(older, List.of(log, older), null, null).done()).isTrue();
    assertThat(pods.get("kafka-0")).isNotNull();
  }

  @Test
  void aPodThatAnOlderAuditLogClaimsIsNotTouched() {
    pods.create("kafka-0", null, true);
    AuditLog log = log("orders", "kafka-0.kafka:9092");
    AuditLog older = log("older", "kafka-0.kafka:9092");
    older.getMetadata().setCreationTimestamp("2026-11-24T07:00:00Z");
    Rollout.Outcome outcome = rollout.step(log, List.of(log, older), null, null);
    assertThat(outcome.done()).isTrue();
    assertThat(outcome.restarting()).isNull();
    assertThat(looks).as("nothing to do is no reason to connect").isEmpty();
  }

  /** An AuditLog cannot have the Secret's password sent to a host of its own. */
  @Test
  void itConnectsToTheServersOfTheSecretAndToNoOther() {
    pods.create("kafka-0", null, true);
    AuditLog foreign = log("orders", "kafka-0.kafka:9092,evil.example.com:9092");
    assertThatThrownBy(() -> rollout.step(foreign, List.of(foreign), null, null))
        .isInstanceOfSatisfying(
            StepFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.InvalidSpec))
        .hasMessageContaining("cluster.bootstrapServers: evil.example.com:9092")
        .hasMessageNotContaining("swordfish");
    assertThat(looks).isEmpty();

    step(null);
    assertThat(looks)
        .singleElement()
        .satisfies(admin -> assertThat(admin.bootstrapServers()).startsWith("kafka-0.kafka:9092"));
  }

  @Test
  void aSecretThatWasNotMeantForThisIsNotUsed() {
    pods.create("kafka-0", null, true);
    secret("destination-admin", CLIENT);
    refuses(Reason.AdminSecretNotLabelled, "kafkaaudit.io/role: cluster-admin");
    secret("cluster-admin", CLIENT + "config.providers=file\n");
    refuses(Reason.UnsupportedClientProperty, "cluster.admin.secretRef: client.properties: config");
    client.secrets().inNamespace(NAMESPACE).withName("viewer").delete();
    refuses(Reason.AdminSecretNotFound, "Secret viewer");
    assertThat(looks).isEmpty();
  }

  private void refuses(Reason reason, String message) {
    assertThatThrownBy(() -> step(null))
        .isInstanceOfSatisfying(
            StepFailure.class, failure -> assertThat(failure.reason()).isEqualTo(reason))
        .hasMessageContaining(message)
        .hasMessageNotContaining("swordfish");
  }
}
