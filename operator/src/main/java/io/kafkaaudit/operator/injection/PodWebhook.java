package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.FailurePolicy;
import io.kafkaaudit.operator.webhook.InjectionPath;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The webhook of one AuditLog within a configuration, so narrow that no pod but those of its
 * selector ever waits for it. Immutable.
 *
 * @param namespace the operator's own
 * @param service the webhook's Service there
 */
record PodWebhook(String namespace, String service) {
  private static final String NAMESPACE_LABEL = "kubernetes.io/metadata.name";
  private static final int PORT = 443;

  /** The webhook answers in milliseconds; a broker's start waits no longer for one that is ill. */
  private static final int TIMEOUT_SECONDS = 3;

  MutatingWebhook of(AuditLog log, String name, String revision, String trust) {
    boolean fail = log.getSpec().getInjection().getFailurePolicy() == FailurePolicy.Fail;
    return new MutatingWebhookBuilder()
        .withName(name)
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
        .build();
  }

  /**
   * The webhook as it is to be written beside what is there: expressions that somebody else adds to
   * the namespaceSelector for ever, as AKS does to keep webhooks out of its own namespaces, stay.
   * One about the name of the namespace does not, for it could only take away ours.
   *
   * @param present null: there is none
   */
  static MutatingWebhook besideAdditions(
      MutatingWebhook wanted, @Nullable MutatingWebhook present) {
    LabelSelector selector = present == null ? null : present.getNamespaceSelector();
    if (selector == null || selector.getMatchExpressions() == null) {
      return wanted;
    }
    return new MutatingWebhookBuilder(wanted)
        .editNamespaceSelector()
        .withMatchExpressions(
            selector.getMatchExpressions().stream()
                .filter(added -> !NAMESPACE_LABEL.equals(added.getKey()))
                .toList())
        .endNamespaceSelector()
        .build();
  }

  /** A caBundle. */
  static String encoded(String trust) {
    return Base64.getEncoder().encodeToString(trust.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether it calls this operator's Service: another one may work in the same cluster. */
  boolean isOurs(MutatingWebhook webhook) {
    var called = webhook.getClientConfig().getService();
    return called != null
        && namespace.equals(called.getNamespace())
        && service.equals(called.getName());
  }

  static boolean trusts(MutatingWebhook webhook, String trust) {
    return encoded(trust).equals(webhook.getClientConfig().getCaBundle());
  }

  /** Whether the AuditLog that it is for is still there. */
  static boolean isOfPresent(
      MutatingWebhook webhook, @Nullable String uid, KubernetesClient client) {
    var called = webhook.getClientConfig().getService();
    Optional<InjectionPath> path =
        called == null || called.getPath() == null
            ? Optional.empty()
            : InjectionPath.parse(called.getPath());
    if (path.isEmpty()) {
      return false;
    }
    AuditLog found =
        client
            .resources(AuditLog.class)
            .inNamespace(path.get().namespace())
            .withName(path.get().auditLog())
            .get();
    return found != null && found.getMetadata().getUid().equals(uid);
  }
}
