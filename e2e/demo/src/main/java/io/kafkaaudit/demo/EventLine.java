package io.kafkaaudit.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * An event in one line for people: time, who, what, on what, decision, outcome, from where. Pure.
 */
final class EventLine {
  private static final String FORMAT = "  %-12s %-18s %-26s %-34s %-8s %-38s %s";

  private EventLine() {}

  static String header() {
    return String.format(FORMAT, "time", "who", "what", "on what", "decision", "outcome", "from");
  }

  static String of(JsonNode event) {
    JsonNode data = event.path("data");
    String time = event.path("time").asText();
    String error = data.at("/result/errorName").asText("");
    String status = data.at("/result/status").asText("");
    String message = data.at("/result/message").asText("");
    String outcome = status.isEmpty() ? data.path("phase").asText("") : status;
    if (!error.isEmpty()) {
      outcome += " " + error;
    } else if (!message.isEmpty()) {
      outcome += " " + message.substring(message.lastIndexOf(": ") + 1).trim();
    }
    if (data.at("/request/validateOnly").asBoolean()) {
      outcome = "only validated: " + outcome;
    }
    return String.format(
            FORMAT,
            time.length() < 24 ? time : time.substring(11, 23),
            who(event, data),
            method(event, data),
            subject(event),
            decision(data),
            shortened(outcome, 38),
            data.at("/requestMetadata/clientAddress/0/ip").asText(""))
        .stripTrailing();
  }

  /** Platform events name users of Kubernetes, or programs as they call themselves. */
  private static String who(JsonNode event, JsonNode data) {
    if (event.path("type").asText().startsWith("io.kafkaaudit.operator/")) {
      JsonNode by = data.path("changedBy");
      return by.isMissingNode()
          ? "the operator"
          : by.path("user").asText(by.path("fieldManager").asText("somebody"));
    }
    return data.at("/authenticationInfo/principal").asText("the agent");
  }

  private static String method(JsonNode event, JsonNode data) {
    String method = data.path("methodName").asText("");
    String type = event.path("type").asText();
    return method.isEmpty()
        ? type.substring(type.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT)
        : method.substring(method.indexOf('.') + 1);
  }

  /** The part of the CRN after the cluster. */
  private static String subject(JsonNode event) {
    String crn = event.path("subject").asText();
    int slash = crn.indexOf('/', "crn:///".length());
    return slash < 0 ? "the cluster" : shortened(crn.substring(slash + 1), 34);
  }

  private static String decision(JsonNode data) {
    JsonNode granted = data.at("/authorizationInfo/granted");
    if (granted.isMissingNode()) {
      return "";
    }
    return granted.asBoolean() ? "allowed" : "denied";
  }

  private static String shortened(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 3) + "...";
  }
}
