package io.kafkaaudit.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequesterTest {
  private static final String MANAGED =
      """
        managedFields:
        - {manager: kafka-audit-operator, time: "2026-11-24T16:09:00Z", fieldsV1: {"f:spec": {}}}
        - {manager: auditcredential, time: "2026-11-24T16:08:00Z", fieldsV1: {"f:metadata": {"f:finalizers": {}}}}
        - {manager: controller, time: "2026-11-24T16:07:00Z", subresource: status, fieldsV1: {"f:spec": {}}}
        - {manager: argocd, time: "2026-11-24T16:03:00Z", fieldsV1: {"f:spec": {"f:secretName": {}}}}
        - {manager: helm, time: "2026-11-24T16:01:00Z", fieldsV1: {"f:spec": {"f:rotation": {}}}}
        - manager: "kubectl\\u202e-annotate"
          time: "2026-11-24T16:02:00Z"
          fieldsV1: {"f:metadata": {"f:annotations": {"f:kafkaaudit.io/rotate": {}}}}
      """;

  @ParameterizedTest(name = "{0}, webhook {1}: {2} {3}")
  @CsvSource({
    "7 alice, true, admission, alice",
    "6 alice, true, fieldManager, argocd",
    "7 alice, false, fieldManager, argocd",
    "alice, true, fieldManager, argocd",
    ", true, fieldManager, argocd",
  })
  void theAnnotationCountsForItsGenerationAndWhereTheWebhookIs(
      String annotation, boolean webhook, String source, String who) {
    Requester asked = Requester.of(credential(annotation, MANAGED), null, webhook);
    assertThat(asked.source().name()).isEqualTo(source);
    assertThat(asked.user() == null ? asked.fieldManager() : asked.user()).isEqualTo(who);
    assertThat(asked.generation()).isEqualTo(7);
  }

  @Test
  void whoWroteTheAnnotationIsAskedForWhereItIsTheRequest() {
    assertThat(Requester.of(credential(null, MANAGED), "kafkaaudit.io/rotate", true).fieldManager())
        .isEqualTo("kubectl%E2%80%AE-annotate");
  }

  @Test
  void withoutATraceNobodyIsNamed() {
    Requester asked = Requester.of(credential(null, ""), null, true);
    assertThat(asked.source()).isEqualTo(Requester.Source.unknown);
    assertThat(asked.user()).isNull();
    assertThat(asked.fieldManager()).isNull();
  }

  private static AuditCredential credential(String annotation, String managed) {
    return Serialization.unmarshal(
        """
        apiVersion: kafkaaudit.io/v1alpha1
        kind: AuditCredential
        metadata:
          name: siem
          namespace: security
          generation: 7
          annotations: {%s}
        """
                .formatted(
                    annotation == null ? "" : ChangedBy.ANNOTATION + ": \"" + annotation + "\"")
            + managed,
        AuditCredential.class);
  }
}
