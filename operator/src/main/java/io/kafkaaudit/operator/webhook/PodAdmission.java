package io.kafkaaudit.operator.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.kafkaaudit.crd.AuditLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Base64;
import java.util.Collection;

/**
 * Answers AdmissionReviews (admission.k8s.io/v1) about pods: always allowed, patched where the
 * agent goes in. A dry run gets the same answer, for nothing else is done. Thread-safe.
 */
public final class PodAdmission {
  private final AuditLogLookup logs;
  private final MeterRegistry metrics;
  private final ObjectMapper json;
  private final KubernetesSerialization serialization;

  /** A review that is none; the API server never sends such. */
  static final class BadReview extends Exception {
    private static final long serialVersionUID = 1L;

    BadReview(String message) {
      super(message);
    }
  }

  public PodAdmission(AuditLogLookup logs, MeterRegistry metrics) {
    this.logs = logs;
    this.metrics = metrics;
    this.json = new ObjectMapper();
    this.serialization = new KubernetesSerialization(json, false);
  }

  byte[] answer(InjectionPath path, byte[] body) throws BadReview {
    JsonNode review;
    try {
      review = json.readTree(body);
    } catch (java.io.IOException e) {
      throw new BadReview("the body is no JSON");
    }
    JsonNode request = review.path("request");
    if (!"admission.k8s.io/v1".equals(review.path("apiVersion").asText())
        || !request.path("uid").isTextual()) {
      throw new BadReview("the body is no AdmissionReview of admission.k8s.io/v1");
    }
    ObjectNode answer = json.createObjectNode();
    answer.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
    ObjectNode response = answer.putObject("response");
    response.set("uid", request.path("uid"));
    response.put("allowed", true);
    ArrayNode patch = patch(path, request);
    try {
      if (!patch.isEmpty()) {
        response.put("patchType", "JSONPatch");
        response.put("patch", Base64.getEncoder().encodeToString(json.writeValueAsBytes(patch)));
      }
      return json.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can be written", e);
    }
  }

  private ArrayNode patch(InjectionPath path, JsonNode request) throws BadReview {
    boolean newPod =
        "CREATE".equals(request.path("operation").asText())
            && "pods".equals(request.path("resource").path("resource").asText())
            && request.path("subResource").asText().isEmpty()
            && path.namespace().equals(request.path("namespace").asText());
    if (!newPod) {
      return json.createArrayNode();
    }
    Collection<AuditLog> neighbours = logs.inNamespace(path.namespace());
    AuditLog log =
        neighbours.stream()
            .filter(l -> l.getMetadata().getName().equals(path.auditLog()))
            .findFirst()
            .orElse(null);
    if (log == null) {
      count("AuditLogUnknown");
      return json.createArrayNode(); // deleted a moment ago
    }
    Pod pod = pod(request.path("object"));
    InjectionDecision decision = InjectionDecision.of(log, neighbours, pod);
    count(decision instanceof InjectionDecision.Skip skip ? skip.reason().name() : "Injected");
    return PodPatch.of(pod, log, decision, path.revision());
  }

  private Pod pod(JsonNode object) throws BadReview {
    Pod pod;
    try {
      pod = serialization.convertValue(object, Pod.class);
    } catch (IllegalArgumentException e) {
      throw new BadReview("the object is no Pod");
    }
    if (pod == null || pod.getMetadata() == null || pod.getSpec() == null) {
      throw new BadReview("the object is no Pod");
    }
    return pod;
  }

  private void count(String outcome) {
    metrics.counter("kafka.audit.admissions", "outcome", outcome).increment();
  }
}
