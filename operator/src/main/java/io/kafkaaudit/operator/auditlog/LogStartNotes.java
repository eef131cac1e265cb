package io.kafkaaudit.operator.auditlog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.kafkaaudit.operator.auditlog.LogNote.Point;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ConfigMap in which notes outlive the operator: one for all AuditLogs. Thread-safe. */
final class LogStartNotes {
  static final String NAME = "kafka-audit-log-starts";

  /** Of all entries: a ConfigMap holds 1 MiB. */
  static final int MOST_CHARACTERS = 900_000;

  private static final Logger LOG = LoggerFactory.getLogger(LogStartNotes.class);

  /** More than an operator writes are not its own. */
  private static final int MOST_POINTS = 4 * LogNote.PARTS;

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final OwnedObjects objects;
  private final String namespace;

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Entry(
      @Nullable String topicId,
      long retentionSeconds,
      @Nullable Stored edge,
      @Nullable List<Stored> points) {}

  record Stored(@Nullable String time, @Nullable Map<Integer, Long> offsets) {}

  LogStartNotes(OwnedObjects objects, String namespace) {
    this.objects = objects;
    this.namespace = namespace;
  }

  /** Notes by the AuditLog's uid, without those that nobody can read. */
  Map<String, LogNote> read() {
    ConfigMap map = objects.configMap(namespace, NAME);
    Map<String, LogNote> notes = new TreeMap<>();
    if (map != null && map.getData() != null) {
      map.getData().forEach((uid, text) -> parse(uid, text).ifPresent(n -> notes.put(uid, n)));
    }
    return notes;
  }

  /**
   * Writes these and no others.
   *
   * @return uids of those for which there was no room, the largest ones
   */
  List<String> write(Map<String, LogNote> notes) {
    Map<String, String> texts = new TreeMap<>();
    notes.forEach((uid, note) -> texts.put(uid, text(note)));
    List<String> leftOut =
        texts.keySet().stream()
            .sorted(
                Comparator.comparing(
                    (String uid) -> -Objects.requireNonNull(texts.get(uid)).length()))
            .takeWhile(
                uid -> {
                  boolean full =
                      texts.values().stream().mapToInt(String::length).sum() > MOST_CHARACTERS;
                  if (full) {
                    texts.remove(uid);
                  }
                  return full;
                })
            .toList();
    objects.apply(
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(NAME)
            .withNamespace(namespace)
            .addToLabels(Labels.ROLE, Labels.LOG_STARTS)
            .endMetadata()
            .withData(texts)
            .build(),
        Labels.ROLE,
        Reason.ObjectConflict);
    return leftOut;
  }

  private static String text(LogNote note) {
    try {
      return JSON.writeValueAsString(
          new Entry(
              note.topicId(),
              note.retention().toSeconds(),
              note.edge() == null ? null : stored(note.edge()),
              note.points().stream().map(LogStartNotes::stored).toList()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and texts are always JSON", e);
    }
  }

  private static Stored stored(Point point) {
    return new Stored(point.time().toString(), new TreeMap<>(point.offsets()));
  }

  private static Optional<LogNote> parse(String uid, String text) {
    try {
      Entry entry = JSON.readValue(text, Entry.class);
      if (entry == null
          || entry.topicId == null
          || entry.points == null
          || entry.points.size() > MOST_POINTS
          || entry.retentionSeconds < 1) {
        throw new IllegalArgumentException("no note");
      }
      return Optional.of(
          new LogNote(
              entry.topicId,
              Duration.ofSeconds(entry.retentionSeconds),
              entry.edge == null ? null : point(entry.edge),
              entry.points.stream().map(LogStartNotes::point).toList()));
    } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
      LOG.warn("ConfigMap {}: the entry {} is not as written by an operator", NAME, uid);
      return Optional.empty();
    }
  }

  private static Point point(@Nullable Stored stored) {
    if (stored == null || stored.time == null || stored.offsets == null) {
      throw new IllegalArgumentException("no point");
    }
    Map<Integer, Long> offsets = new HashMap<>();
    stored.offsets.forEach(
        (partition, offset) -> {
          if (offset == null || offset < 0 || partition < 0) {
            throw new IllegalArgumentException("no offset");
          }
          offsets.put(partition, offset);
        });
    return new Point(Instant.parse(stored.time), offsets);
  }
}
