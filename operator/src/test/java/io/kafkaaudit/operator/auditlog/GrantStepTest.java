package io.kafkaaudit.operator.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.KeyState;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.LiveKeys;
import io.kafkaaudit.operator.kafka.StubDestination;
import io.kafkaaudit.operator.keys.KeyRemovals;
import io.kafkaaudit.operator.keys.KeyRevocation;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private static KeyState stateAfterRun(MockKubernetes kubernetes) {
    AuditLog log =
        Serialization.unmarshal(
            """
            apiVersion: kafkaaudit.io/v1alpha1
            kind: AuditLog
            metadata: {name: orders, namespace: security, uid: u}
            spec: {topic: {name: audit}, access: {keyLimit: 2}}
            status:
              clusterId: c
              keys: [{id: %s, credential: siem, namespace: security, state: Granted}]
            """
                .formatted(KEY),
            AuditLog.class);
    AuditLogPass pass =
        new AuditLogPass(
            log,
            List.of(),
            List.of(log),
            new ConditionSet(List.of(ConditionType.AccessReady)),
            Duration.ofMinutes(1));
    pass.found(Fact.DESTINATION, destination());
    pass.found(Fact.WRITER_ID, "KAAAAAWWWWWWWWWW");
    new GrantStep(
            new OwnedObjects(kubernetes.client()),
            new KeyRevocation(new Keyring(kubernetes.client(), "kafka-audit"), new KeyRemovals()),
            new SecureRandom(),
            Clock.systemUTC())
        .run(pass);
    return pass.status().getKeys().get(0).getState();
  }

  /** Has the key, and nothing else to say. */
  private static Destination destination() {
    return StubDestination.answering(Map.of("keys", () -> new LiveKeys(Set.of(KEY), Set.of(KEY))));
  }
}
