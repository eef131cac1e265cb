package io.kafkaaudit.operator.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an agent last said of itself in the status topic (an event of type {@code
 * io.kafkaaudit.agent/status}, see docs/event-schema.json).
 *
 * @param nodeId of the broker or controller
 * @param runId one life of the agent
 * @param at when the destination stored it
 * @param settingsRevision of the settings in force
 * @param blindSpots what it does not see: classes without hooks, gaps in its coverage
 * @param lastError empty: none
 */
public record AgentReport(
    int nodeId,
    String runId,
    Instant at,
    String settingsRevision,
    List<String> blindSpots,
    String lastError) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_TEXT = 300;
  private static final int MOST_TEXTS = 20;

  /** Empty: no status event, or not in the form of one. */
  static Optional<AgentReport> parse(byte[] event, Instant at) {
    JsonNode data;
    try {
      data = JSON.readTree(event).path("data");
    } catch (IOException e) {
      return Optional.empty();
    }
    JsonNode node = data.path("nodeId");
    if (!node.canConvertToInt() || !data.path("runId").isTextual()) {
      return Optional.empty();
    }
    List<String> blindSpots = new ArrayList<>();
    for (String list : List.of("hooksMissing", "coverageGaps")) {
      data.path(list).forEach(item -> blindSpots.add(text(item)));
    }
    return Optional.of(
        new AgentReport(
            node.asInt(),
            text(data.path("runId")),
            at,
            text(data.path("settingsRevision")),
            blindSpots.stream().limit(MOST_TEXTS).toList(),
            text(data.path("lastError"))));
  }

  private static String text(JsonNode value) {
    String text = value.isTextual() ? value.asText() : "";
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
  }
}
