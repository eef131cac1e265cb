package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.FailurePolicy;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.webhook.InjectionPath;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MutatingWebhookConfiguration per AuditLog, so narrow that no pod but those of its selector
 * ever waits for the webhook. Thread-safe.
 */
public final class WebhookConfigurations {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookConfigurations.class);
  private static final String WEBHOOK = "inject.kafkaaudit.io";
  private static final String NAMESPACE_LABEL = "kubernetes.io/metadata.name";
  private static final int PORT = 443;

  /** The webhook answers in milliseconds; a broker's start waits no longer for one that is ill. */
  private static final int TIMEOUT_SECONDS = 3;

  private final KubernetesClient client;
  private final String namespace;
  private final String service;

  /**
   * @param namespace the operator's own
   * @param service the webhook's Service there
   */
  public WebhookConfigurations(KubernetesClient client, String namespace, String service) {
    this.client = client;
    this.namespace = namespace;
    this.service = service;
  }

  private static String name(String uid) {
    return "kafka-audit-" + uid;
  }

  /** Makes or changes the configuration of an AuditLog; writes only what differs. */
  void apply(AuditLog log, String revision, String trust) {
    MutatingWebhookConfiguration wanted = configuration(log, revision, trust);
    MutatingWebhookConfiguration present = get(log.getMetadata().getUid());
    if (present == null || !present.getWebhooks().equals(wanted.getWebhooks())) {
      client.resource(wanted).patch(OwnedObjects.APPLY);
    }
  }

  private MutatingWebhookConfiguration configuration(AuditLog log, String revision, String trust) {
    boolean fail = log.getSpec().getInjection().getFailurePolicy() == FailurePolicy.Fail;
    return new MutatingWebhookConfigurationBuilder()
        .withNewMetadata()
        .withName(name(log.getMetadata().getUid()))
        .addToLabels(Labels.AUDIT_LOG_UID, log.getMetadata().getUid())
        .addToAnnotations(Labels.AUDIT_LOG, log.getMetadata().getName())
        .endMetadata()
        .addNewWebhook()
        .withName(WEBHOOK)
        .withAdmissionReviewVersions("v1")
        .withNewClientConfig()
        .withCaBundle(encoded(trust))
        .withNewService()
        .withNamespace(namespace)
        .withName(service)
        .withPort(PORT)
        .withPath(InjectionPath.of(log, revision).text())
        .endService()
        .endClientConfig()
        .withFailurePolicy(fail ? "Fail" : "Ignore")
        .withMatchPolicy("Equivalent")
        .withReinvocationPolicy("IfNeeded")
        .withSideEffects("None")
        .withTimeoutSeconds(TIMEOUT_SECONDS)
        .withNewNamespaceSelector()
        .withMatchLabels(Map.of(NAMESPACE_LABEL, log.getMetadata().getNamespace()))
        .endNamespaceSelector()
        .withObjectSelector(log.getSpec().getCluster().getPodSelector())
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

  private static String encoded(String trust) {
    return Base64.getEncoder().encodeToString(trust.getBytes(StandardCharsets.UTF_8));
  }

  private @Nullable MutatingWebhookConfiguration get(String uid) {
    return client
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName(name(uid))
        .get();
  }

  /** Removes the configuration of an AuditLog, if there is one. */
  void remove(String uid) {
    MutatingWebhookConfiguration present = get(uid);
    if (present != null) {
      client.resource(present).delete();
    }
  }

  /** Whether every configuration of this operator has that caBundle (PEM). */
  public boolean allTrust(String trust) {
    String bundle = encoded(trust);
    return ours().stream()
        .flatMap(c -> c.getWebhooks().stream())
        .allMatch(w -> bundle.equals(w.getClientConfig().getCaBundle()));
  }

  /**
   * Removes configurations whose AuditLog is gone, after somebody took its finalizer away: with
   * failurePolicy Fail they would hold up pods for ever. Called once, when the operator starts.
   */
  public void sweep() {
    for (MutatingWebhookConfiguration configuration : ours()) {
      String uid = configuration.getMetadata().getLabels().get(Labels.AUDIT_LOG_UID);
      if (!exists(configuration, uid)) {
        LOG.warn(
            "{} is of an AuditLog that is gone: removed", configuration.getMetadata().getName());
        client.resource(configuration).delete();
      }
    }
  }

  private boolean exists(MutatingWebhookConfiguration configuration, @Nullable String uid) {
    String log = OwnedObjects.annotation(configuration, Labels.AUDIT_LOG);
    Map<String, String> namespaces =
        configuration.getWebhooks().get(0).getNamespaceSelector().getMatchLabels();
    String logNamespace = namespaces == null ? null : namespaces.get(NAMESPACE_LABEL);
    if (log == null || logNamespace == null) {
      return false;
    }
    AuditLog found = client.resources(AuditLog.class).inNamespace(logNamespace).withName(log).get();
    return found != null && found.getMetadata().getUid().equals(uid);
  }

  /** Those of this operator: another one may work in the same cluster. */
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
        .filter(
            c -> {
              var called = c.getWebhooks().get(0).getClientConfig().getService();
              return called != null
                  && called.getNamespace().equals(namespace)
                  && called.getName().equals(service);
            })
        .toList();
  }
}
