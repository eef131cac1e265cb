package io.kafkaaudit.operator.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.KeyState;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.kafka.ClientConfigFiles;
import io.kafkaaudit.operator.kafka.KnownAt;
import io.kafkaaudit.operator.kafka.LiveKeys;
import io.kafkaaudit.operator.kafka.StubDestination;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GrantStepTest {
  private static final String KEY = "KAAAAABBBBBBBBBB";

  /** An operator that stops has empty caches while its last run still goes on. */
  @Test
  void aCredentialThatOnlyTheCacheLacksKeepsItsKey() {
    try (MockKubernetes kubernetes = MockKubernetes.start()) {
      kubernetes
          .client()
          .resource(
              Serialization.unmarshal(
                  """
                  apiVersion: kafkaaudit.io/v1alpha1
                  kind: AuditCredential
                  metadata: {name: siem, namespace: security}
                  spec: {auditLogRef: {name: orders}, secretName: siem}
                  """,
                  AuditCredential.class))
          .create();
      assertThat(stateAfterRun(kubernetes)).isEqualTo(KeyState.Granted);

      kubernetes.client().resources(AuditCredential.class).inNamespace("security").delete();
      assertThat(stateAfterRun(kubernetes)).isEqualTo(KeyState.Revoking);
    }
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNamedAndHoldsNoSlot() {
    try (MockKubernetes kubernetes = MockKubernetes.start()) {
      AuditLogPass first =
          run(
              kubernetes,
              log(KeyState.Revoking),
              Map.of(
                  "keys", () -> new LiveKeys(Set.of(), Set.of()),
                  "knowing", () -> new KnownAt(Set.of(), Set.of("kafka-2:9093"))));
      assertThat(first.status().getKeys()).isEmpty();
      assertThat(first.status().getUnconfirmed())
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.getId()).isEqualTo(KEY);
                assertThat(one.getCredential()).isEqualTo("siem");
                assertThat(one.getBrokers()).containsExactly("kafka-2:9093");
              });
      assertThat(first.again()).as("so that conditions name it").isEqualTo(AuditLogPass.NOW);

      AuditLog log = log(KeyState.Revoking);
      log.setStatus(first.status());
      AuditLogPass answered =
          run(
              kubernetes,
              log,
              Map.of(
                  "keys", () -> new LiveKeys(Set.of(), Set.of()),
                  "knowing", () -> new KnownAt(Set.of(), Set.of())));
      assertThat(answered.status().getUnconfirmed()).isNull();
    }
  }

  @Test
  void aBrokerThatStillKnowsAKeyHoldsItsSlot() {
    try (MockKubernetes kubernetes = MockKubernetes.start()) {
      AuditLogPass pass =
          run(
              kubernetes,
              log(KeyState.Revoking),
              Map.of(
                  "keys", () -> new LiveKeys(Set.of(), Set.of()),
                  "knowing", () -> new KnownAt(Set.of("kafka-1:9093"), Set.of("kafka-2:9093"))));
      assertThat(pass.status().getKeys()).hasSize(1);
      assertThat(pass.again()).isLessThan(Duration.ofSeconds(1));
    }
  }

  private static KeyState stateAfterRun(MockKubernetes kubernetes) {
    return run(
            kubernetes,
            log(KeyState.Granted),
            Map.of("keys", () -> new LiveKeys(Set.of(KEY), Set.of(KEY))))
        .status()
        .getKeys()
        .get(0)
        .getState();
  }

  private static AuditLog log(KeyState state) {
    return Serialization.unmarshal(
        """
            apiVersion: kafkaaudit.io/v1alpha1
            kind: AuditLog
            metadata: {name: orders, namespace: security, uid: u}
            spec: {topic: {name: audit}, access: {keyLimit: 2}}
            status:
              clusterId: c
              keys: [{id: %s, credential: siem, namespace: security, state: %s}]
            """
            .formatted(KEY, state),
        AuditLog.class);
  }

  private static AuditLogPass run(
      MockKubernetes kubernetes, AuditLog log, Map<String, Supplier<?>> answers) {
    AuditLogPass pass =
        new AuditLogPass(
            log,
            List.of(),
            List.of(log),
            new ConditionSet(List.of(ConditionType.AccessReady)),
            Duration.ofMinutes(1));
    pass.found(Fact.DESTINATION, StubDestination.answering(answers));
    pass.found(
        Fact.WRITER, new ClientConfigFiles("kafka:9093", null, "KAAAAAWWWWWWWWWW", "secret"));
    pass.found(Fact.WRITER_ID, "KAAAAAWWWWWWWWWW");
    new GrantStep(new OwnedObjects(kubernetes.client()), new SecureRandom(), Clock.systemUTC())
        .run(pass);
    return pass;
  }
}
