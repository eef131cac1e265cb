package io.kafkaaudit.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import java.util.List;

/** Webhook configurations that the chart makes and the operator fills in. */
public final class ChartWebhooks {
  private ChartWebhooks() {}

  /** As the chart makes them for AuditLogs and AuditCredentials. */
  public static List<HasMetadata> forResources(String name) {
    return List.of(
        new MutatingWebhookConfigurationBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .addNewWebhook()
            .withName("changed-by.kafkaaudit.io")
            .withFailurePolicy("Fail")
            .withNewClientConfig()
            .withNewService()
            .withNamespace("kafka-audit")
            .withName("audit-webhook")
            .endService()
            .endClientConfig()
            .endWebhook()
            .build(),
        new ValidatingWebhookConfigurationBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .addNewWebhook()
            .withName("validate.kafkaaudit.io")
            .withFailurePolicy("Ignore")
            .withNewClientConfig()
            .withNewService()
            .withNamespace("kafka-audit")
            .withName("audit-webhook")
            .endService()
            .endClientConfig()
            .endWebhook()
            .build());
  }
}
