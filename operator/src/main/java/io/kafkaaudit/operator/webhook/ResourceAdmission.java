package io.kafkaaudit.operator.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.keys.AuditLogReferences;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges AuditLogs and AuditCredentials beside the others that are there. The same rules are in the
 * conditions: this only tells them sooner. Thread-safe.
 */
public final class ResourceAdmission implements Admission {
  /** Of the URL; in the chart too. */
  public static final String PATH = "/validate";

  private static final Verdict NOTHING = new Verdict(List.of(), List.of());

  private final AuditResources resources;
  private final MeterRegistry metrics;
  private final KubernetesSerialization serialization =
      new KubernetesSerialization(new ObjectMapper(), false);

  public ResourceAdmission(AuditResources resources, MeterRegistry metrics) {
    this.resources = resources;
    this.metrics = metrics;
  }

  @Override
  public boolean serves(String path) {
    return path.equals(PATH);
  }

  @Override
  public Answer answer(String path, JsonNode request) throws BadReview {
    if (!ResourceRequest.isOurs(request)) {
      return Answer.ALLOWED;
    }
    boolean log =
        ResourceRequest.AUDIT_LOGS.equals(request.path("resource").path("resource").asText());
    Answer answer = log ? ofLog(request) : ofCredential(request);
    Outcome outcome =
        answer.refusal() != null
            ? Outcome.Refused
            : answer.warnings().isEmpty() ? Outcome.Valid : Outcome.Warned;
    outcome.count(metrics);
    return answer;
  }

  private Answer ofLog(JsonNode request) throws BadReview {
    switch (request.path("operation").asText()) {
      case "CREATE" -> {
        AuditLog log = read(request, "object", AuditLog.class);
        return judge(null, log).answer(NOTHING);
      }
      case "UPDATE" -> {
        AuditLog old = read(request, "oldObject", AuditLog.class);
        AuditLog log = read(request, "object", AuditLog.class);
        return judge(old, log).answer(judge(old, old));
      }
      case "DELETE" -> {
        AuditLog old = read(request, "oldObject", AuditLog.class);
        return AuditLogRules.ofDeletion(old, resources.credentials()).answer(NOTHING);
      }
      default -> {
        return Answer.ALLOWED;
      }
    }
  }

  private Verdict judge(@Nullable AuditLog old, AuditLog log) {
    return AuditLogRules.of(old, log, resources.logs(), resources.credentials());
  }

  private Answer ofCredential(JsonNode request) throws BadReview {
    switch (request.path("operation").asText()) {
      case "CREATE" -> {
        return judge(read(request, "object", AuditCredential.class)).answer(NOTHING);
      }
      case "UPDATE" -> {
        return judge(read(request, "object", AuditCredential.class))
            .answer(judge(read(request, "oldObject", AuditCredential.class)));
      }
      default -> {
        return Answer.ALLOWED;
      }
    }
  }

  private Verdict judge(AuditCredential credential) {
    return AuditCredentialRules.of(credential, logsFor(credential), resources.credentials());
  }

  /** Those that are known, and the one that it refers to, which is often created just before it. */
  private Collection<AuditLog> logsFor(AuditCredential credential) {
    Collection<AuditLog> known = resources.logs();
    if (known.stream().anyMatch(log -> AuditLogReferences.refersTo(credential, log))) {
      return known;
    }
    ResourceID wanted = AuditLogReferences.of(credential);
    List<AuditLog> logs = new ArrayList<>(known);
    resources.stored(wanted.getNamespace().orElseThrow(), wanted.getName()).ifPresent(logs::add);
    return logs;
  }

  private <T extends HasMetadata> T read(JsonNode request, String field, Class<T> type)
      throws BadReview {
    T object = null;
    try {
      object = serialization.convertValue(request.path(field), type);
    } catch (IllegalArgumentException e) {
      // As if there were none: the message of Jackson holds the content.
    }
    if (object == null || object.getMetadata() == null || object.getMetadata().getName() == null) {
      throw new BadReview(field + " is no " + type.getSimpleName() + " with a name");
    }
    return object;
  }
}
