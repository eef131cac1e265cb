package io.kafkaaudit.operator.injection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chart's MutatingWebhookConfiguration and ValidatingWebhookConfiguration for AuditLogs and
 * AuditCredentials. The chart owns everything in them but the caBundles, which it does not mention
 * and an upgrade therefore leaves alone. Thread-safe.
 */
public final class ResourceWebhooks {
  private static final Logger LOG = LoggerFactory.getLogger(ResourceWebhooks.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<ResourceDefinitionContext> KINDS =
      List.of(kind("MutatingWebhookConfiguration"), kind("ValidatingWebhookConfiguration"));

  private final KubernetesClient client;
  private final String name;
  private volatile boolean trusted;
  private volatile String lastProblem = "";

  /**
   * @param name of both; empty: there are none
   */
  public ResourceWebhooks(KubernetesClient client, String name) {
    this.client = client;
    this.name = name;
  }

  private static ResourceDefinitionContext kind(String kind) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("admissionregistration.k8s.io")
        .withVersion("v1")
        .withKind(kind)
        .withPlural(kind.toLowerCase(java.util.Locale.ROOT) + "s")
        .withNamespaced(false)
        .build();
  }

  /**
   * Lets the API server trust the webhook's certificate. Writes only what differs. Never throws: it
   * is called again.
   *
   * @param trust authorities as PEM
   */
  public void trust(String trust) {
    if (name.isEmpty()) {
      return;
    }
    String problem = "";
    for (ResourceDefinitionContext kind : KINDS) {
      try {
        if (!write(kind, PodWebhook.encoded(trust))) {
          problem = kind.getKind() + " " + name + " of the chart is not there: run helm upgrade";
        }
      } catch (KubernetesClientException e) {
        problem = kind.getKind() + " " + name + ": " + e.getMessage();
      }
    }
    if (problem.isEmpty()) {
      trusted = true;
    } else if (!problem.equals(lastProblem)) {
      LOG.warn("AuditLogs and AuditCredentials cannot be changed: {}", problem);
    }
    lastProblem = problem;
  }

  /** Whether the API server was told once how to call the webhook about our resources. */
  public boolean ready() {
    return name.isEmpty() || trusted;
  }

  /** Whether those that are there have that caBundle (PEM). */
  public boolean allTrust(String trust) {
    String bundle = PodWebhook.encoded(trust);
    return name.isEmpty()
        || KINDS.stream()
            .map(kind -> webhooks(resource(kind).get()))
            .allMatch(webhooks -> patch(webhooks, bundle).isEmpty());
  }

  private boolean write(ResourceDefinitionContext kind, String bundle) {
    Resource<GenericKubernetesResource> resource = resource(kind);
    GenericKubernetesResource present = resource.get();
    if (present == null) {
      return false;
    }
    ArrayNode patch = patch(webhooks(present), bundle);
    if (!patch.isEmpty()) {
      resource.patch(PatchContext.of(PatchType.JSON), patch.toString());
    }
    return true;
  }

  private Resource<GenericKubernetesResource> resource(ResourceDefinitionContext kind) {
    return client.genericKubernetesResources(kind).withName(name);
  }

  private static JsonNode webhooks(@Nullable GenericKubernetesResource configuration) {
    return JSON.valueToTree(configuration == null ? List.of() : configuration.get("webhooks"));
  }

  /** JSON Patch of what differs, for the entries that were read and no others. */
  private static ArrayNode patch(JsonNode webhooks, String bundle) {
    ArrayNode patch = JSON.createArrayNode();
    for (int i = 0; i < webhooks.size(); i++) {
      String path = "/webhooks/" + i;
      if (!bundle.equals(webhooks.get(i).at("/clientConfig/caBundle").asText())) {
        patch
            .addObject()
            .put("op", "test")
            .put("path", path + "/name")
            .set("value", webhooks.get(i).get("name"));
        patch
            .addObject()
            .put("op", "add")
            .put("path", path + "/clientConfig/caBundle")
            .put("value", bundle);
      }
    }
    return patch;
  }
}
