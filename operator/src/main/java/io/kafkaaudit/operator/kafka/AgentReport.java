package io.kafkaaudit.operator.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkaaudit.contract.LossCause;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
 * @param notes lasting facts that limit what it tells, and that nobody has to mend; an agent of an
 *     older version tells none
 * @param lastError empty: none
 * @param totals what it counted since its run began
 * @param keyLogins keys of audit logs that logged in at its node
 */
public record AgentReport(
    int nodeId,
    String runId,
    Instant at,
    String settingsRevision,
    List<String> blindSpots,
    List<String> notes,
    String lastError,
    Totals totals,
    KeyLogins keyLogins) {

  /**
   * Counts of one run. They only grow; an agent of an older version tells fewer of them.
   *
   * @param captured events made for the audit topic
   * @param bytesWritten of these, uncompressed
   * @param bytesSent that the destination acknowledged, uncompressed, of both topics
   * @param bytesOnWire that the agent sent to the destination, compressed, with the protocol's own
   * @param lost events that are not in the topic, or may not be
   */
  public record Totals(
      long captured,
      long bytesWritten,
      long bytesSent,
      long bytesOnWire,
      Map<LossCause, Long> lost) {
    /** Of a run that told none. */
    public static final Totals NONE = new Totals(0, 0, 0, 0, Map.of());
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_TEXT = 300;
  private static final int MOST_TEXTS = 20;

  /** 2^53: no agent counts that far, a double still does, and a sum of thousands is a long. */
  private static final long HIGHEST_COUNT = 1L << 53;

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
    return Optional.of(
        new AgentReport(
            node.asInt(),
            text(data.path("runId")),
            at,
            text(data.path("settingsRevision")),
            texts(data, "hooksMissing", "coverageGaps"),
            texts(data, "notes"),
            text(data.path("lastError")),
            totals(data),
            KeyLogins.of(data)));
  }

  private static List<String> texts(JsonNode data, String... lists) {
    List<String> texts = new ArrayList<>();
    for (String list : lists) {
      data.path(list).forEach(item -> texts.add(text(item)));
    }
    return texts.stream().distinct().limit(MOST_TEXTS).toList();
  }

  private static Totals totals(JsonNode data) {
    JsonNode counters = data.path("counters");
    Map<LossCause, Long> lost = new EnumMap<>(LossCause.class);
    for (LossCause cause : LossCause.values()) {
      lost.put(cause, count(data.path("lost").path(cause.name())));
    }
    return new Totals(
        count(counters.path("captured")),
        count(counters.path("bytesWritten")),
        count(counters.path("bytesSent")),
        count(counters.path("bytesOnWire")),
        lost);
  }

  private static long count(JsonNode value) {
    return value.canConvertToLong() ? Math.min(HIGHEST_COUNT, Math.max(0, value.asLong())) : 0;
  }

  private static String text(JsonNode value) {
    String text = value.isTextual() ? value.asText() : "";
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
  }
}
