package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One MutatingWebhookConfiguration per AuditLog, made and removed by the operator. */
public final class ConfigurationPerAuditLog implements WebhookConfigurations {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationPerAuditLog.class);
  private static final String WEBHOOK = "inject.kafkaaudit.io";

  private final KubernetesClient client;
  private final PodWebhook webhook;

  /**
   * @param namespace the operator's own
   * @param service the webhook's Service there
   */
  public ConfigurationPerAuditLog(KubernetesClient client, String namespace, String service) {
    this.client = client;
    this.webhook = new PodWebhook(namespace, service);
  }

  private static String name(AuditLog log) {
    return "kafka-audit-" + log.getMetadata().getUid();
  }

  @Override
  public void apply(AuditLog log, String revision, String trust) {
    MutatingWebhookConfiguration wanted = configuration(log, revision, trust);
    MutatingWebhookConfiguration present = get(log);
    if (present == null || !present.getWebhooks().equals(wanted.getWebhooks())) {
      client.resource(wanted).patch(OwnedObjects.APPLY);
    }
  }

  private MutatingWebhookConfiguration configuration(AuditLog log, String revision, String trust) {
    return new MutatingWebhookConfigurationBuilder()
        .withNewMetadata()
        .withName(name(log))
        .addToLabels(Labels.AUDIT_LOG_UID, log.getMetadata().getUid())
        .addToAnnotations(Labels.AUDIT_LOG, log.getMetadata().getName())
        .endMetadata()
        .withWebhooks(webhook.of(log, WEBHOOK, revision, trust))
        .build();
  }

  private @Nullable MutatingWebhookConfiguration get(AuditLog log) {
    return client
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName(name(log))
        .get();
  }

  @Override
  public void remove(AuditLog log) {
    MutatingWebhookConfiguration present = get(log);
    if (present != null) {
      client.resource(present).delete();
    }
  }

  @Override
  public boolean allTrust(String trust) {
    return ours().stream().allMatch(c -> PodWebhook.trusts(c.getWebhooks().get(0), trust));
  }

  @Override
  public void sweep() {
    for (MutatingWebhookConfiguration configuration : ours()) {
      String uid = configuration.getMetadata().getLabels().get(Labels.AUDIT_LOG_UID);
      if (!PodWebhook.isOfPresent(configuration.getWebhooks().get(0), uid, client)) {
        LOG.warn(
            "{} is of an AuditLog that is gone: removed", configuration.getMetadata().getName());
        client.resource(configuration).delete();
      }
    }
  }

  private List<MutatingWebhookConfiguration> ours() {
    return client
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withLabel(Labels.AUDIT_LOG_UID)
        .list()
        .getItems()
        .stream()
        .filter(c -> c.getWebhooks().size() == 1)
        .filter(c -> webhook.isOurs(c.getWebhooks().get(0)))
        .toList();
  }
}
