package io.kafkaaudit.operator.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicClaimsTest {
  private static final AuditLog YOUNGER = log("younger", "audit", "2026-11-28T09:00:00Z", "{}");

  @ParameterizedTest
  @ValueSource(strings = {"", "{observedGeneration: -1}"})
  void whereItIsNotKnownYetWhereAnOlderOneWritesItWaits(String status) {
    assertThat(refusal(older(status))).contains(Reason.WaitingForOlderAuditLog);
  }

  @Test
  void anOlderOneThatWasLookedAtAndHasNoDestinationHoldsNobodyUp() {
    assertThat(refusal(older("{observedGeneration: 1}"))).isEmpty();
  }

  @Test
  void theOlderOneOfOneClusterHasTheTopic() {
    assertThat(refusal(older("{observedGeneration: 1, clusterId: c}")))
        .contains(Reason.TopicConflict);
    assertThat(refusal(older("{observedGeneration: 1, clusterId: d}"))).isEmpty();
    assertThat(refusal(log("older", "audit-agents", "2026-11-28T08:00:00Z", "{clusterId: c}")))
        .as("the agents' topic is as much its own")
        .contains(Reason.TopicConflict);
    assertThat(refusal(log("older", "another", "2026-11-28T08:00:00Z", "{clusterId: c}")))
        .isEmpty();
  }

  @Test
  void theOlderOneIsNotHeldUp() {
    assertThat(refusal(log("youngest", "audit", "2026-11-28T10:00:00Z", "{clusterId: c}")))
        .isEmpty();
  }

  /** Of the younger one, which writes to cluster c. */
  private static Optional<Reason> refusal(AuditLog other) {
    try {
      TopicClaims.check(YOUNGER, "c", List.of(YOUNGER, other));
      return Optional.empty();
    } catch (StepFailure e) {
      return Optional.of(e.reason());
    }
  }

  private static AuditLog older(String status) {
    return log("older", "audit", "2026-11-28T08:00:00Z", status);
  }

  private static AuditLog log(String name, String topic, String created, String status) {
    return Serialization.unmarshal(
        """
        apiVersion: kafkaaudit.io/v1alpha1
        kind: AuditLog
        metadata: {name: %s, namespace: security, uid: %s, creationTimestamp: "%s"}
        spec:
          destination: {admin: {secretRef: {name: %s-admin}}}
          topic: {name: %s}
        status: %s
        """
            .formatted(name, name, created, name, topic, status),
        AuditLog.class);
  }
}
