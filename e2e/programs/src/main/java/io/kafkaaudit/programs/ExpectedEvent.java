package io.kafkaaudit.programs;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An event that must be read.
 *
 * @param name of the act, for people
 * @param method Kafka's name of the API, without {@code kafka.}
 * @param subject what the event's subject ends with
 * @param principal who did it
 * @param status of its result
 */
public record ExpectedEvent(
    String name, String method, String subject, String principal, String status) {

  /** Whether an event is this one; what was only validated was not done. */
  public boolean matches(JsonNode event) {
    return event.at("/data/methodName").asText().equals("kafka." + method)
        && event.path("subject").asText().endsWith(subject)
        && event.at("/data/authenticationInfo/principal").asText().equals(principal)
        && event.at("/data/result/status").asText().equals(status)
        && !event.at("/data/request/validateOnly").asBoolean();
  }
}
