package io.kafkaaudit.operator.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.micrometer.core.instrument.MeterRegistry;

/** Writes down who changes an AuditLog or AuditCredential. Always allows. Thread-safe. */
public final class ChangedByAdmission implements Admission {
  /** Of the URL; in the chart too. */
  public static final String PATH = "/changed-by";

  private final MeterRegistry metrics;

  public ChangedByAdmission(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  @Override
  public boolean serves(String path) {
    return path.equals(PATH);
  }

  @Override
  public Answer answer(String path, JsonNode request) throws BadReview {
    String operation = request.path("operation").asText();
    boolean created = operation.equals("CREATE");
    if (!ResourceRequest.isOurs(request) || !(created || operation.equals("UPDATE"))) {
      return Answer.ALLOWED;
    }
    JsonNode user = request.at("/userInfo/username");
    JsonNode object = request.path("object");
    JsonNode old = request.path("oldObject");
    if (!object.isObject() || !(created || old.isObject())) {
      throw new BadReview("the review lacks object or oldObject");
    }
    if (!user.isTextual()) {
      throw new BadReview("the review lacks userInfo.username");
    }
    ArrayNode patch = ChangedByPatch.of(created ? null : old, object, user.asText());
    Outcome outcome = patch.isEmpty() ? Outcome.ChangedByKept : Outcome.ChangedByWritten;
    outcome.count(metrics);
    return Answer.patched(patch);
  }
}
