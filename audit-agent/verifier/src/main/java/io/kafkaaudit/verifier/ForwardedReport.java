package io.kafkaaudit.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one side saw of a request that a broker forwarded to a controller, about one resource.
 *
 * @param request what both sides tell of the request and the resource; equal only for one and the
 *     same, but for clients that count their correlation ids anew
 * @param edge whether the broker saw it, else the controller
 * @param broker node id of the broker that forwarded it; -1 where a controller does not know it
 * @param time when that side parsed the request
 */
public record ForwardedReport(List<String> request, boolean edge, int broker, Instant time) {

  /** Null: the event is not about a forwarded request. */
  static @Nullable ForwardedReport of(JsonNode event) {
    JsonNode data = event.path("data");
    JsonNode origin = data.path("requestMetadata");
    String observer = origin.path("observer").asText("");
    boolean edge = observer.equals("edge");
    JsonNode forwarder = origin.path("forwardedBy");
    if (!edge && !(observer.equals("controller") && forwarder.isObject())) {
      return null;
    }
    List<String> request =
        List.of(
            event.path("source").asText(""),
            event.path("subject").asText(""),
            data.path("methodName").asText(""),
            data.at("/authenticationInfo/principal").asText(""),
            data.at("/request/clientId").asText(""),
            data.at("/request/correlationId").asText(""),
            origin.at("/clientAddress/0/ip").asText(""));
    try {
      return new ForwardedReport(
          request,
          edge,
          (edge ? origin : forwarder).path("nodeId").asInt(-1),
          Instant.parse(event.path("time").asText("")));
    } catch (DateTimeException e) {
      return null; // without a time it can belong to any request
    }
  }
}
