package io.kafkaaudit.operator.auditlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.destination.DestinationAccess;
import io.kafkaaudit.operator.kafka.StubDestination;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import io.kafkaaudit.operator.owned.Keyring;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicOwnershipTest {
  private static final String ADMIN = "bootstrap.servers=kafka:9093";

  /** An operator that dies between making a topic and telling must know it for its own again. */
  @Test
  void thatATopicIsOursIsWrittenBeforeItIsMade() {
    try (MockKubernetes kubernetes = MockKubernetes.start()) {
      AuditLog log =
          Serialization.unmarshal(
              """
              apiVersion: kafkaaudit.io/v1alpha1
              kind: AuditLog
              metadata: {name: orders, namespace: security, uid: u}
              spec: {topic: {name: audit}}
              """,
              AuditLog.class);
      AuditLogPass pass =
          new AuditLogPass(
              log,
              List.of(),
              List.of(log),
              new ConditionSet(List.of(ConditionType.TopicReady)),
              Duration.ofMinutes(1));
      pass.found(Fact.ADMIN_ACCESS, DestinationAccess.of(ADMIN));
      pass.found(Fact.DESTINATION, StubDestination.answering(Map.of("topic", () -> null)));
      Keyring keyring = new Keyring(kubernetes.client(), "kafka-audit");
      Clock clock = Clock.systemUTC();
      TopicOwnership ownership =
          new TopicOwnership(
              keyring,
              new TopicLosses(
                  new EventRecorder(kubernetes.client(), clock),
                  new OperatorMetrics(new SimpleMeterRegistry(), clock),
                  clock));

      assertThatThrownBy(() -> ownership.topic(pass))
          .isInstanceOfSatisfying(
              StepFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.CreatingTopic));
      assertThat(pass.status().getTopic().getName()).isEqualTo("audit");
      assertThat(keyring.admin("u")).as("for the deletion").isEqualTo(ADMIN);
      assertThat(ownership.topic(pass)).as("to be made now").isNull();
    }
  }
}
