package io.kafkaaudit.agent.event;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.Forwarder;
import io.kafkaaudit.agent.capture.ManagementRequest;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Denials of one source and API within a second, of which only the first are told by name: how many
 * there were, about how many different resources (of failed logins: claimed names), the first
 * twenty of these, and a digest of all. Needs a few kilobytes, whatever comes. Not thread-safe.
 */
public final class Flood {
  /** What one holds, at most, beside its first act. */
  public static final int BYTES = 16_384;

  private static final int SAMPLE = 20;

  /** Characters of a name in the sample. */
  private static final int LONGEST_NAME = 256;

  private final AclOperation operation;
  private final @Nullable Errors error;
  private final boolean enveloped;
  private final @Nullable Forwarder forwarder;
  private final List<String> sample = new ArrayList<>(SAMPLE);
  private final Distinct distinct = new Distinct();
  private final Sha256 digest = new Sha256();
  private long count;
  private long lastMillis;

  private Flood(
      AclOperation operation,
      @Nullable Errors error,
      boolean enveloped,
      @Nullable Forwarder forwarder) {
    this.operation = operation;
    this.error = error;
    this.enveloped = enveloped;
    this.forwarder = forwarder;
  }

  /** Of failed logins, or of denied acts that are not management. */
  public static Flood of(Act act) {
    AclOperation operation = act.action == null ? AclOperation.UNKNOWN : act.action.operation();
    return new Flood(operation, null, false, null);
  }

  /** Of denied management. */
  public static Flood of(ManagementRequest request, ResourceOutcome outcome) {
    return new Flood(
        outcome.decisions().operation(),
        outcome.result().error(),
        request.enveloped(),
        request.forwardedBy());
  }

  AclOperation operation() {
    return operation;
  }

  @Nullable Errors error() {
    return error;
  }

  boolean isEnveloped() {
    return enveloped;
  }

  @Nullable Forwarder forwarder() {
    return forwarder;
  }

  /**
   * One more.
   *
   * @param name of the resource, or the claimed one; null: there is none
   */
  public void add(@Nullable String name, long timeMillis) {
    count++;
    lastMillis = timeMillis;
    String text = name == null ? "" : name;
    boolean isNew = distinct.add(text);
    if (isNew && sample.size() < SAMPLE) {
      String shown = text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "...";
      if (!sample.contains(shown)) {
        sample.add(shown);
      }
    }
    digest.add(text, '\0');
  }

  public long count() {
    return count;
  }

  long lastMillis() {
    return lastMillis;
  }

  /** {@code flood}; the digest is that of all names, each with a zero byte behind it. Once. */
  void write(JsonWriter json) {
    json.name("flood").beginObject().field("distinct", distinct.count());
    json.name("sample").beginArray();
    sample.forEach(json::value);
    json.endArray().field("digest", digest.hex()).endObject();
  }
}
