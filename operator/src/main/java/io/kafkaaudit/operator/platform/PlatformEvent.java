package io.kafkaaudit.operator.platform;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkaaudit.operator.owned.Revision;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * An act in the {@link UnsentEvents}, until it is in the topic. Immutable.
 *
 * @param id the same for the same act, whichever operator tells of it
 * @param content what tells the act from others
 * @param time RFC 3339, milliseconds
 * @param outcome null: the act was begun, and nobody knows yet how it ended
 * @param message for a person
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PlatformEvent(
    String id,
    String content,
    PlatformAct.Method method,
    String kind,
    String name,
    String time,
    long nanos,
    JsonNode request,
    @Nullable Requester askedBy,
    @Nullable Outcome outcome,
    @Nullable String message) {
  private static final int ID_BYTES = 16;

  /** {@code data.result.status}. */
  enum Outcome {
    SUCCESS,
    FAILURE,
    UNKNOWN
  }

  /**
   * An act whose outcome is open.
   *
   * @param idText what the id is derived from
   */
  static PlatformEvent of(PlatformAct act, String idText, Instant now, ObjectMapper mapper) {
    return new PlatformEvent(
        id(idText),
        act.content(),
        act.method(),
        act.kind(),
        act.name(),
        now.truncatedTo(ChronoUnit.MILLIS).toString(),
        System.nanoTime(),
        mapper.valueToTree(act.request()),
        act.askedBy(),
        null,
        null);
  }

  PlatformEvent with(Outcome newOutcome, String newMessage) {
    return new PlatformEvent(
        id, content, method, kind, name, time, nanos, request, askedBy, newOutcome, newMessage);
  }

  PlatformEvent withId(String idText) {
    return new PlatformEvent(
        id(idText), content, method, kind, name, time, nanos, request, askedBy, outcome, message);
  }

  @JsonIgnore
  boolean isOpen() {
    return outcome == null;
  }

  private static String id(String text) {
    return "operator-" + Revision.of(text.getBytes(StandardCharsets.UTF_8), ID_BYTES);
  }
}
