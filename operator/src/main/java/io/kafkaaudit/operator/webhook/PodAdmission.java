package io.kafkaaudit.operator.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.kafkaaudit.crd.AuditLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;

/**
 * Answers about pods: always allowed, patched where the agent goes in. A dry run gets the same
 * answer, for nothing else is done. Thread-safe.
 */
public final class PodAdmission implements Admission {
  private final AuditLogLookup logs;
  private final MeterRegistry metrics;
  private final ObjectMapper json;
  private final KubernetesSerialization serialization;

  public PodAdmission(AuditLogLookup logs, MeterRegistry metrics) {
    this.logs = logs;
    this.metrics = metrics;
    this.json = new ObjectMapper();
    this.serialization = new KubernetesSerialization(json, false);
  }

  @Override
  public boolean serves(String path) {
    return InjectionPath.parse(path).isPresent();
  }

  @Override
  public Answer answer(String path, JsonNode request) throws BadReview {
    return Answer.patched(patch(InjectionPath.parse(path).orElseThrow(), request));
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
      Outcome.AuditLogUnknown.count(metrics);
      return json.createArrayNode(); // deleted a moment ago
    }
    Pod pod = pod(request.path("object"));
    InjectionDecision decision = InjectionDecision.of(log, neighbours, pod);
    Outcome.count(
        metrics,
        decision instanceof InjectionDecision.Skip skip
            ? skip.reason().name()
            : Outcome.Injected.name());
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
}
