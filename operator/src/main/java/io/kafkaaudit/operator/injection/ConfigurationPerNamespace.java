package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MutatingWebhookConfiguration per watched namespace, which the chart made, with an entry per
 * AuditLog: the operator needs no right but to update these, by name.
 */
public final class ConfigurationPerNamespace implements WebhookConfigurations {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationPerNamespace.class);
  private static final String WEBHOOK_SUFFIX = ".inject.kafkaaudit.io";
  private static final int ATTEMPTS = 5;

  private final KubernetesClient client;
  private final PodWebhook webhook;
  private final String prefix;
  private final Set<String> namespaces;

  /**
   * @param namespace the operator's own
   * @param service the webhook's Service there
   * @param prefix of the names, which the namespace follows
   * @param namespaces that are watched
   */
  public ConfigurationPerNamespace(
      KubernetesClient client,
      String namespace,
      String service,
      String prefix,
      Set<String> namespaces) {
    this.client = client;
    this.webhook = new PodWebhook(namespace, service);
    this.prefix = prefix;
    this.namespaces = Set.copyOf(namespaces);
  }

  @Override
  public Optional<Instant> apply(AuditLog log, String revision, String trust) {
    MutatingWebhook wanted = webhook.of(log, name(log), revision, trust);
    boolean there =
        change(
            log.getMetadata().getNamespace(),
            webhooks -> {
              int index = index(webhooks, wanted.getName());
              if (index < 0) {
                webhooks.add(wanted);
              } else {
                webhooks.set(index, PodWebhook.besideAdditions(wanted, webhooks.get(index)));
              }
            });
    if (!there) {
      throw new StepFailure(
          Reason.WebhookConfigurationNotFound,
          "MutatingWebhookConfiguration "
              + prefix
              + log.getMetadata().getNamespace()
              + " of the chart is gone, so that nothing is injected: run helm upgrade");
    }
    return Optional.empty(); // the configuration is older than its entries
  }

  private static String name(AuditLog log) {
    return log.getMetadata().getUid() + WEBHOOK_SUFFIX;
  }

  private static int index(List<MutatingWebhook> webhooks, String name) {
    for (int i = 0; i < webhooks.size(); i++) {
      if (webhooks.get(i).getName().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void remove(AuditLog log) {
    change(
        log.getMetadata().getNamespace(),
        webhooks -> webhooks.removeIf(w -> w.getName().equals(name(log))));
  }

  @Override
  public boolean allTrust(String trust) {
    return namespaces.stream()
        .map(this::get)
        .filter(Objects::nonNull)
        .flatMap(configuration -> webhooks(configuration).stream())
        .allMatch(w -> PodWebhook.trusts(w, trust));
  }

  @Override
  public void sweep() {
    for (String namespace : namespaces) {
      change(namespace, webhooks -> webhooks.removeIf(w -> isOfOneThatIsGone(namespace, w)));
    }
  }

  private boolean isOfOneThatIsGone(String namespace, MutatingWebhook entry) {
    String name = entry.getName();
    String uid =
        name.endsWith(WEBHOOK_SUFFIX)
            ? name.substring(0, name.length() - WEBHOOK_SUFFIX.length())
            : null;
    boolean gone = !PodWebhook.isOfPresent(entry, uid, client);
    if (gone) {
      LOG.warn("{} in {}{} is of no AuditLog that is there: removed", name, prefix, namespace);
    }
    return gone;
  }

  /**
   * Changes the entries, with the resourceVersion that was read: other AuditLogs of the namespace
   * are written at the same time.
   *
   * @return whether the configuration is there
   */
  private boolean change(String namespace, Consumer<List<MutatingWebhook>> change) {
    for (int attempt = 1; ; attempt++) {
      MutatingWebhookConfiguration configuration = get(namespace);
      if (configuration == null) {
        return false;
      }
      List<MutatingWebhook> wanted = new ArrayList<>(webhooks(configuration));
      change.accept(wanted);
      if (wanted.equals(webhooks(configuration))) {
        return true;
      }
      configuration.setWebhooks(wanted);
      try {
        client.resource(configuration).update();
        return true;
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static List<MutatingWebhook> webhooks(MutatingWebhookConfiguration configuration) {
    return configuration.getWebhooks() == null ? List.of() : configuration.getWebhooks();
  }

  private @Nullable MutatingWebhookConfiguration get(String namespace) {
    return client
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName(prefix + namespace)
        .get();
  }
}
