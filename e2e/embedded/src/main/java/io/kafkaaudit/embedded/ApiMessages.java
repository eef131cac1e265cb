package io.kafkaaudit.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests and answers of the Kubernetes API as JSON. */
final class ApiMessages {

  private static final JsonNode NONE = MissingNode.getInstance();

  private ApiMessages() {}

  static ObjectNode allVerbs(JsonNode review) {
    ObjectNode answer = review.deepCopy();
    ObjectNode rule =
        answer
            .withObject("/status")
            .put("incomplete", false)
            .withArray("resourceRules")
            .addObject();
    for (String field : List.of("verbs", "apiGroups", "resources")) {
      rule.putArray(field).add("*");
    }
    answer.withObject("/status").putArray("nonResourceRules");
    return answer;
  }

  static JsonNode parse(String text) {
    return text == null || text.isBlank() ? NONE : Serialization.unmarshal(text, JsonNode.class);
  }

  static RecordedRequest request(
      RecordedRequest original, HttpMethod method, String path, JsonNode body) {
    return new RecordedRequest(
        original.getHttpVersion(),
        method,
        path,
        original.getHeaders(),
        new Buffer(body.toString().getBytes(StandardCharsets.UTF_8)));
  }

  static MockResponse notFound(ApiPath path) {
    return failure(404, "NotFound", path.object() + " not found");
  }

  static MockResponse ok(int code, JsonNode body) {
    return new MockResponse().setResponseCode(code).setBody(body.toString());
  }

  static MockResponse failure(int code, String reason, String message) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("apiVersion", "v1").put("kind", "Status").put("status", "Failure");
    return ok(code, status.put("reason", reason).put("message", message).put("code", code));
  }
}
