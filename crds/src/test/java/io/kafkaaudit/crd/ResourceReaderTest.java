package io.kafkaaudit.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resources as a newer version wrote them. */
class ResourceReaderTest {
  private static final String LOG =
      """
      apiVersion: kafkaaudit.io/v1alpha1
      kind: AuditLog
      metadata: {name: orders, namespace: kafka, annotations: {team: a}}
      spec:
        cluster: {podSelector: {matchLabels: {app: kafka}}}
        access: {enforcement: Enforce, keyLimit: 2}
        topic: {name: audit, partitions: 6, configs: {a: b}}
        capture: {rules: [{match: {categories: [Management, Consume]}, level: Metadata}]}
      status: {keys: [{id: KA34567ABCDEFGHI, state: Granted}], observedGeneration: 3}
      """;

  @Test
  void whatIsKnownIsReadAndNotMarked() {
    AuditLog log = Serialization.unmarshal(LOG, AuditLog.class);
    assertThat(UnreadableField.of(log)).isEmpty();
    assertThat(log.getSpec().getAccess().getEnforcement()).isEqualTo(Enforcement.Enforce);
    assertThat(log.getStatus().getKeys()).hasSize(1);
    assertThat(log.getMetadata().getAnnotations()).containsOnlyKeys("team");
  }

  @ParameterizedTest
  @CsvSource({
    "enforcement: Enforce, enforcement: Audit, spec.access.enforcement, Audit",
    "'[Management, Consume]', '[Management, Streams]', 'spec.capture.rules[0].match.categories[1]', Streams",
    "level: Metadata, level: Headers, 'spec.capture.rules[0].level', Headers",
    "keyLimit: 2, keyLimit: many, spec.access.keyLimit, many",
    "keyLimit: 2, 'keyLimit: {readers: 2}', spec.access.keyLimit, what it holds",
    "state: Granted, state: Paused, 'status.keys[0].state', Paused"
  })
  void whatIsNotKnownIsNamedAndTheRestIsRead(
      String known, String other, String field, String value) {
    assertThat(LOG).contains(known);
    AuditLog log = Serialization.unmarshal(LOG.replace(known, other), AuditLog.class);
    assertThat(UnreadableField.of(log))
        .hasValueSatisfying(text -> assertThat(text).startsWith(field + ": ").endsWith(value));
    assertThat(UnreadableField.isInStatus(log)).isEqualTo(field.startsWith("status"));
    assertThat(log.getMetadata().getName()).isEqualTo("orders");
    assertThat(log.getMetadata().getAnnotations()).containsEntry("team", "a");
    assertThat(log.getSpec().getTopic().getPartitions()).isEqualTo(6);
    assertThat(log.getStatus().getObservedGeneration()).isEqualTo(3);
    assertThat(UnreadableField.of(Serialization.clone(log))).as("a copy").isPresent();
  }

  @Test
  void aCredentialOfANewerVersionIsReadToo() {
    AuditCredential credential =
        Serialization.unmarshal(
            """
            apiVersion: kafkaaudit.io/v1alpha1
            kind: AuditCredential
            metadata: {name: siem, namespace: kafka}
            spec: {secretName: s, auditLogRef: {name: orders}, rotation: {strategy: Never}, new: x}
            """,
            AuditCredential.class);
    assertThat(UnreadableField.of(credential).orElseThrow()).contains("spec.rotation.strategy");
    assertThat(credential.getSpec().getSecretName()).isEqualTo("s");
  }
}
