package io.kafkaaudit.operator.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;

/** AdmissionReviews (admission.k8s.io/v1) as bytes. Thread-safe. */
final class Reviews {
  private static final String VERSION = "admission.k8s.io/v1";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As HTTP has it for an object that makes no sense. */
  private static final int UNPROCESSABLE = 422;

  private Reviews() {}

  /** The request of a review. */
  static JsonNode request(byte[] body) throws Admission.BadReview {
    JsonNode review;
    try {
      review = JSON.readTree(body);
    } catch (IOException e) {
      throw new Admission.BadReview("the body is no JSON");
    }
    JsonNode request = review.path("request");
    if (!VERSION.equals(review.path("apiVersion").asText()) || !request.path("uid").isTextual()) {
      throw new Admission.BadReview("the body is no AdmissionReview of " + VERSION);
    }
    return request;
  }

  /** The review that answers that request. */
  static byte[] answering(JsonNode request, Answer answer) {
    ObjectNode review = JSON.createObjectNode();
    review.put("apiVersion", VERSION).put("kind", "AdmissionReview");
    ObjectNode response = review.putObject("response");
    response.set("uid", request.path("uid"));
    response.put("allowed", answer.refusal() == null);
    if (answer.refusal() != null) {
      response
          .putObject("status")
          .put("code", UNPROCESSABLE)
          .put("reason", "Invalid")
          .put("message", answer.refusal());
    }
    if (!answer.warnings().isEmpty()) {
      ArrayNode warnings = response.putArray("warnings");
      answer.warnings().forEach(warnings::add);
    }
    try {
      if (!answer.patch().isEmpty()) {
        response.put("patchType", "JSONPatch");
        response.put(
            "patch", Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(answer.patch())));
      }
      return JSON.writeValueAsBytes(review);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can be written", e);
    }
  }
}
