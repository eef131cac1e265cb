package io.kafkaaudit.chart;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Configurations that ask for the agent in pods, as the controller may and may not write them. */
final class PodWebhooks {
  private PodWebhooks() {}

  /** A good one, for one AuditLog. */
  static MutatingWebhookConfiguration good(String service) {
    return new MutatingWebhookConfigurationBuilder()
        .withNewMetadata()
        .withName("kafka-audit-0000")
        .endMetadata()
        .addNewWebhook()
        .withName("inject.kafkaaudit.io")
        .withAdmissionReviewVersions("v1")
        .withSideEffects("None")
        .withTimeoutSeconds(3)
        .withNewClientConfig()
        .withNewService()
        .withNamespace("kafka-audit")
        .withName(service)
        .withPath("/inject/kafka/orders/r1")
        .endService()
        .endClientConfig()
        .withNewNamespaceSelector()
        .addToMatchLabels("kubernetes.io/metadata.name", "kafka")
        .endNamespaceSelector()
        .withNewObjectSelector()
        .addToMatchLabels("app", "kafka")
        .endObjectSelector()
        .addNewRule()
        .withApiGroups("")
        .withApiVersions("v1")
        .withOperations("CREATE")
        .withResources("pods")
        .withScope("Namespaced")
        .endRule()
        .endWebhook()
        .build();
  }

  /** What makes it one that the policy refuses, by the words with which it does. */
  static Map<String, UnaryOperator<MutatingWebhookConfiguration>> wrong() {
    return Map.of(
        "begin with kafka-audit-",
        c ->
            new MutatingWebhookConfigurationBuilder(c)
                .editMetadata()
                .withName("a")
                .endMetadata()
                .build(),
        "only name its own webhook Service",
        c ->
            new MutatingWebhookConfigurationBuilder(c)
                .editFirstWebhook()
                .editClientConfig()
                .editService()
                .withName("evil")
                .endService()
                .endClientConfig()
                .endWebhook()
                .build(),
        "only ask for the creation of pods",
        c ->
            new MutatingWebhookConfigurationBuilder(c)
                .editFirstWebhook()
                .editFirstRule()
                .withResources("secrets")
                .endRule()
                .endWebhook()
                .build(),
        "only ask for pods with labels",
        c ->
            new MutatingWebhookConfigurationBuilder(c)
                .editFirstWebhook()
                .withNewObjectSelector()
                .endObjectSelector()
                .endWebhook()
                .build(),
        "pods of one namespace each",
        c ->
            new MutatingWebhookConfigurationBuilder(c)
                .editFirstWebhook()
                .withNewNamespaceSelector()
                .addToMatchLabels("team", "a")
                .endNamespaceSelector()
                .endWebhook()
                .build(),
        "end within 10 s",
        c ->
            new MutatingWebhookConfigurationBuilder(c)
                .editFirstWebhook()
                .withTimeoutSeconds(30)
                .endWebhook()
                .build());
  }
}
