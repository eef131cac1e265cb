package io.kafkaaudit.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.injection.PodAgent.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is read from a pod as the API server has it. */
class RolloutPodTest {
  private static final AuditLog LOG =
      Serialization.unmarshal(
          """
          metadata: {name: orders, namespace: kafka}
          spec:
            cluster: {podSelector: {matchLabels: {app: kafka}}}
            destination: {admin: {secretRef: {name: admin}}}
          """,
          AuditLog.class);

  private static final Pod RUNNING =
      Serialization.unmarshal(
          """
          metadata:
            name: orders-broker-7
            namespace: kafka
            uid: u7
            creationTimestamp: "2026-11-24T08:00:00Z"
            annotations: {kafkaaudit.io/first-node-id: "100"}
            ownerReferences:
            - {apiVersion: v1, kind: ConfigMap, name: c, uid: c}
            - {apiVersion: apps/v1, kind: StatefulSet, name: orders-broker, uid: s, controller: true}
          spec: {containers: [{name: kafka, image: apache/kafka}]}
          status:
            phase: Running
            podIP: 10.0.0.7
            conditions: [{type: PodScheduled, status: "True"}, {type: Ready, status: "True"}]
          """,
          Pod.class);

  private static Optional<RolloutPod> seen(Pod pod) {
    return RolloutPod.of(pod, LOG, List.of(), "r");
  }

  @Test
  void hasWhatIsNeededToTellItsNode() {
    RolloutPod pod = seen(RUNNING).orElseThrow();
    assertThat(pod.uid()).isEqualTo("u7");
    assertThat(pod.created()).isEqualTo(Instant.parse("2026-11-24T08:00:00Z"));
    assertThat(pod.ready()).isTrue();
    assertThat(pod.ending()).isFalse();
    assertThat(pod.agent().state()).isEqualTo(State.Without);
    assertThat(pod.owner()).isEqualTo("StatefulSet");
    assertThat(pod.comesBack()).isTrue();
    assertThat(pod.ip()).isEqualTo("10.0.0.7");
    assertThat(pod.ordinal()).isEqualTo(7);
    assertThat(pod.firstNodeId()).isEqualTo(100);
  }

  @Test
  void theOrdinalIsThatOfTheLabelWhereThereIsOne() {
    Pod pod =
        new PodBuilder(RUNNING)
            .editMetadata()
            .addToLabels("apps.kubernetes.io/pod-index", "2")
            .addToAnnotations("kafkaaudit.io/first-node-id", "-1; drop")
            .endMetadata()
            .build();
    assertThat(seen(pod).orElseThrow().ordinal()).isEqualTo(2);
    assertThat(seen(pod).orElseThrow().firstNodeId()).isNull();
  }

  @Test
  void isNotReadyBeforeItSaysSo() {
    Pod starting = new PodBuilder(RUNNING).withNewStatus().endStatus().build();
    assertThat(seen(starting).orElseThrow().ready()).isFalse();
    Pod ill =
        new PodBuilder(RUNNING)
            .editStatus()
            .editMatchingCondition(c -> c.getType().equals("Ready"))
            .withStatus("False")
            .endCondition()
            .endStatus()
            .build();
    assertThat(seen(ill).orElseThrow().ready()).isFalse();
  }

  @Test
  void oneThatEndsIsSeenAndOneThatIsOverIsNot() {
    Pod ending =
        new PodBuilder(RUNNING)
            .editMetadata()
            .withDeletionTimestamp("2026-11-24T09:00:00Z")
            .endMetadata()
            .build();
    assertThat(seen(ending).orElseThrow().ending()).isTrue();
    Pod over = new PodBuilder(RUNNING).editStatus().withPhase("Failed").endStatus().build();
    assertThat(seen(over)).isEmpty();
  }

  @Test
  void anExporterIsNone() {
    Pod exporter =
        new PodBuilder(RUNNING)
            .editSpec()
            .editFirstContainer()
            .withName("kafka-exporter")
            .endContainer()
            .endSpec()
            .build();
    assertThat(seen(exporter)).isEmpty();
  }
}
