package io.kafkaaudit.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.mockwebserver.http.MockResponse;

/**
 * An eviction (policy/v1). The pod goes at once, whatever PodDisruptionBudgets there are.
 *
 * @param pod its path
 * @param uid that it must have; empty: any
 */
record Eviction(String pod, String uid) {

  static Eviction of(ApiPath path, JsonNode body) {
    return new Eviction(
        path.object().substring(0, path.object().lastIndexOf('/')),
        body.at("/deleteOptions/preconditions/uid").asText());
  }

  MockResponse answer(String present, Runnable delete) {
    if (present.isEmpty()) {
      return ApiMessages.notFound(ApiPath.of(pod));
    }
    if (!uid.isEmpty() && !uid.equals(present)) {
      return ApiMessages.failure(
          409, "Conflict", "Precondition failed: UID in precondition: " + uid);
    }
    delete.run();
    return ApiMessages.ok(201, JsonNodeFactory.instance.objectNode().put("kind", "Status"));
  }
}
