package io.kafkaaudit.operator.rollout;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PreconditionsBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.Client;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.injection.PodAgent;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.net.HttpURLConnection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Restarts pods: by eviction, which heeds PodDisruptionBudgets, or by asking Strimzi. Nothing but
 * the pod itself is touched, and only the one of that uid. Thread-safe.
 */
final class PodRestarts {
  private static final int TOO_MANY_REQUESTS = 429;

  private final KubernetesClient client;

  PodRestarts(KubernetesClient client) {
    this.client = client;
  }

  /**
   * What the API server answered.
   *
   * @param goes whether the pod goes because of us; else it was gone already, or is refused
   * @param refusal why it may not go; null: it is not refused
   */
  record Answer(boolean goes, @Nullable String refusal) {}

  /**
   * Restarts a pod; one that is gone meanwhile is no error.
   *
   * @throws StepFailure ForbiddenByKubernetes
   */
  Answer restart(RolloutPod pod) {
    try {
      if (pod.isStrimzis()) {
        annotate(pod);
      } else {
        evict(pod);
      }
      return new Answer(true, null);
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT ->
            new Answer(false, null);
        // An internal error too: so the API server answers where two PodDisruptionBudgets select
        // one pod.
        case TOO_MANY_REQUESTS, HttpURLConnection.HTTP_INTERNAL_ERROR -> new Answer(false, said(e));
        case HttpURLConnection.HTTP_FORBIDDEN ->
            throw new StepFailure(
                Reason.ForbiddenByKubernetes,
                "injection.rollout Automatic needs a right that the operator lacks in this"
                    + " namespace: write rbac.rollout: true into the values of the chart, or"
                    + " injection.rollout: Manual. The API server says: "
                    + said(e));
        default -> throw e;
      };
    }
  }

  private static String said(KubernetesClientException failure) {
    Status status = failure.getStatus();
    if (status == null) {
      return String.valueOf(failure.getMessage());
    }
    String causes =
        status.getDetails() == null || status.getDetails().getCauses() == null
            ? ""
            : status.getDetails().getCauses().stream()
                .map(cause -> " " + cause.getMessage())
                .collect(Collectors.joining());
    return status.getMessage() + causes;
  }

  /** Once: a refusal is an answer, not a failure that the client should try again for minutes. */
  private void evict(RolloutPod pod) {
    Client once =
        client.newClient(new RequestConfigBuilder().withRequestRetryBackoffLimit(0).build());
    once.raw(
        "/api/v1/namespaces/%s/pods/%s/eviction".formatted(pod.namespace(), pod.name()),
        "POST",
        new EvictionBuilder()
            .withNewMetadata()
            .withNamespace(pod.namespace())
            .withName(pod.name())
            .endMetadata()
            .withDeleteOptions(
                new DeleteOptionsBuilder()
                    .withPreconditions(new PreconditionsBuilder().withUid(pod.uid()).build())
                    .build())
            .build());
  }

  /** By an apply, which reads nothing before; of another uid, or gone, is a conflict. */
  private void annotate(RolloutPod pod) {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(pod.namespace())
                .withName(pod.name())
                .withUid(pod.uid())
                .addToAnnotations(PodAgent.STRIMZI_RESTART, "true")
                .endMetadata()
                .build())
        .patch(OwnedObjects.APPLY);
  }
}
