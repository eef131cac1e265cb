package io.kafkaaudit.operator.conditions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a status that the API server does not take. Pure. */
final class RefusedStatus {
  private static final KubernetesSerialization JSON = new KubernetesSerialization();
  private static final int UNPROCESSABLE = 422;

  /** The API server names every field that it does not take. */
  private static final int LONGEST = 500;

  /** What an API server says to a field that its CRD does not have, or to more than etcd takes. */
  private static final List<String> REFUSALS =
      List.of("not declared in schema", "failed to create typed", "request is too large");

  private RefusedStatus() {}

  /** Whether that is what failed, and would fail again: not a conflict, nor an outage. */
  static boolean isMeantBy(Exception failure) {
    if (!(failure instanceof KubernetesClientException refused)
        || !String.valueOf(refused.getMessage()).contains("/status")) {
      return false;
    }
    return switch (refused.getCode()) {
      case HttpURLConnection.HTTP_BAD_REQUEST,
          HttpURLConnection.HTTP_ENTITY_TOO_LARGE,
          UNPROCESSABLE ->
          true;
      case HttpURLConnection.HTTP_INTERNAL_ERROR ->
          REFUSALS.stream().anyMatch(said(refused)::contains);
      default -> false;
    };
  }

  private static String said(Exception failure) {
    return failure instanceof KubernetesClientException refused
            && refused.getStatus() != null
            && refused.getStatus().getMessage() != null
        ? refused.getStatus().getMessage()
        : String.valueOf(failure.getMessage());
  }

  /** Whether conditions of a status say that another one was refused. */
  static boolean isToldBy(List<Condition> conditions) {
    return ConditionSet.find(conditions, ConditionType.Ready)
        .filter(ready -> Reason.StatusRefused.name().equals(ready.getReason()))
        .isPresent();
  }

  /** For a person. */
  static String message(Exception refused) {
    return "The API server refused the status of this resource. Until that is mended, the status"
        + " shows nothing new but keys; the operator goes on, and issues and revokes keys. If the"
        + " operator was upgraded, apply the CRDs of its version. The API server says: "
        + ShortText.of(said(refused), LONGEST);
  }

  /**
   * What is stored, which was taken once, with the fields by which later passes go on.
   *
   * @param stored null: none
   * @param wanted what was refused
   * @param generation that was looked at
   * @param conditions in the place of the wanted ones
   */
  static <S> S minimal(
      StatusKind<S, ? extends CustomResource<?, S>> kind,
      @Nullable S stored,
      S wanted,
      @Nullable Long generation,
      List<Condition> conditions) {
    ObjectNode refused = JSON.convertValue(wanted, ObjectNode.class);
    ObjectNode minimal =
        stored == null ? refused.objectNode() : JSON.convertValue(stored, ObjectNode.class);
    for (String field : kind.progress()) {
      JsonNode value = refused.get(field);
      if (value == null) {
        minimal.remove(field);
      } else {
        minimal.set(field, value);
      }
    }
    minimal.put("observedGeneration", generation);
    minimal.set("conditions", JSON.convertValue(conditions, JsonNode.class));
    return JSON.convertValue(minimal, kind.status());
  }
}
