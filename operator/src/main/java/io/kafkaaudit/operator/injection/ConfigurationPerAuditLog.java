package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
  public Optional<Instant> apply(AuditLog log, String revision, String trust) {
    MutatingWebhookConfiguration present = get(log);
    MutatingWebhook there =
        present == null
            ? null
            : present.getWebhooks().stream()
                .filter(entry -> entry.getName().equals(WEBHOOK))
                .findFirst()
                .orElse(null);
    MutatingWebhook wanted =
        PodWebhook.besideAdditions(webhook.of(log, WEBHOOK, revision, trust), there);
    if (present != null && present.getWebhooks().equals(List.of(wanted))) {
      return since(present);
    }
    return since(client.resource(configuration(log, wanted)).patch(OwnedObjects.APPLY));
  }

  private static Optional<Instant> since(MutatingWebhookConfiguration configuration) {
    String created = configuration.getMetadata().getCreationTimestamp();
    return created == null ? Optional.empty() : Optional.of(Instant.parse(created));
  }

  private static MutatingWebhookConfiguration configuration(AuditLog log, MutatingWebhook wanted) {
    return new MutatingWebhookConfigurationBuilder()
        .withNewMetadata()
        .withName(name(log))
        .addToLabels(Labels.AUDIT_LOG_UID, log.getMetadata().getUid())
        .addToAnnotations(Labels.AUDIT_LOG, log.getMetadata().getName())
        .endMetadata()
        .withWebhooks(wanted)
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
