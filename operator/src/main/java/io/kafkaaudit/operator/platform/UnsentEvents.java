package io.kafkaaudit.operator.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkaaudit.operator.platform.PlatformEvent.Outcome;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is still to be told of one AuditLog, and what was told of things that change: it is kept in
 * the operator's namespace, so that an operator that is killed leaves it to the next one. Not
 * thread-safe: its users hold its monitor.
 */
final class UnsentEvents {
  private static final Logger LOG = LoggerFactory.getLogger(UnsentEvents.class);

  /** More are counted, and told as a number. */
  static final int MOST = 500;

  /** Of the whole text: a Secret holds 1 MiB of Base64. */
  static final int MOST_CHARACTERS = 600_000;

  private static final int REMEMBERED = 1_000;
  static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final String auditLogUid;
  private final Map<String, PlatformEvent> events = new LinkedHashMap<>();
  private final Map<String, Told> told = new TreeMap<>();
  private final Set<String> pods = new TreeSet<>();
  private @Nullable String writer;
  private long dropped;
  private @Nullable String droppedSince;
  private boolean changed;

  /** Acts of this operator's life: begun in this run over the AuditLog, and told to have failed. */
  private final Set<String> begun = new HashSet<>();

  private final Set<String> failures = new HashSet<>();
  private final Set<String> delivered =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });

  /** The last that was told of a resource, by its uid; or of restarts of pods, by that method. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Told(long generation, @Nullable JsonNode spec, boolean deleted) {}

  /** As it is kept. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Kept(
      List<PlatformEvent> events,
      Map<String, Told> told,
      Set<String> pods,
      @Nullable String writer,
      long dropped,
      @Nullable String droppedSince) {}

  private UnsentEvents(String auditLogUid) {
    this.auditLogUid = auditLogUid;
  }

  /**
   * Reads it.
   *
   * @param text null: there is none yet; unreadable text was written by somebody else, and is lost
   */
  static UnsentEvents parse(String auditLogUid, @Nullable String text) {
    UnsentEvents unsent = new UnsentEvents(auditLogUid);
    if (text == null) {
      return unsent;
    }
    try {
      Kept kept = MAPPER.readValue(text, Kept.class);
      kept.events().forEach(event -> unsent.events.put(event.id(), event));
      unsent.told.putAll(kept.told());
      unsent.pods.addAll(kept.pods());
      unsent.writer = kept.writer();
      unsent.dropped = kept.dropped();
      unsent.droppedSince = kept.droppedSince();
    } catch (JsonProcessingException | RuntimeException e) {
      // Not the message, which may quote what is in it.
      LOG.warn(
          "The unsent events of AuditLog {} cannot be read, so that what it held is not told: {}",
          auditLogUid,
          e.getClass().getName());
      return new UnsentEvents(auditLogUid);
    }
    return unsent;
  }

  String text() {
    try {
      return MAPPER.writeValueAsString(
          new Kept(List.copyOf(events.values()), told, pods, writer, dropped, droppedSince));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the unsent events hold nothing but JSON", e);
    }
  }

  /** Whether it differs from what was last kept. */
  boolean isChanged() {
    return changed;
  }

  void kept() {
    changed = false;
  }

  @Nullable Told told(String uid) {
    return told.get(uid);
  }

  void tell(String uid, Told what) {
    told.put(uid, what);
    changed = true;
  }

  /** A resource that is gone. */
  void forget(String uid) {
    changed |= told.remove(uid) != null;
  }

  @Nullable String writer() {
    return writer;
  }

  void writer(String id) {
    writer = id;
    changed = true;
  }

  /**
   * Which of the pods were not told of yet; now they are. Pods that are gone are forgotten when
   * there is something else to keep.
   *
   * @param marks of each pod that is there, and what is told of it
   */
  Set<String> newPods(Collection<String> marks) {
    Set<String> fresh = new LinkedHashSet<>(marks);
    fresh.removeAll(pods);
    if (!fresh.isEmpty()) {
      pods.retainAll(marks);
      pods.addAll(fresh);
      changed = true;
    }
    return fresh;
  }

  /** Adds an act that has happened; one that is here or was told is not told again. */
  void add(PlatformAct act, Outcome outcome, String message, Instant now) {
    put(
        PlatformEvent.of(act, auditLogUid + " " + act.content(), now, MAPPER)
            .with(outcome, message));
  }

  /**
   * Begins an act that leaves no trace: the time it is begun at makes its id. One that an operator
   * began before and did not end is begun again.
   *
   * @return its id; null: there is no room
   */
  @Nullable String begin(PlatformAct act, Instant now) {
    begun.add(act.content());
    for (PlatformEvent event : events.values()) {
      if (event.isOpen() && event.content().equals(act.content())) {
        return event.id();
      }
    }
    PlatformEvent event =
        PlatformEvent.of(act, auditLogUid + " " + act.content() + " " + now, now, MAPPER);
    return put(event) ? event.id() : null;
  }

  void succeeded(String id) {
    PlatformEvent event = events.get(id);
    if (event != null) {
      failures.remove(event.content());
      events.put(id, event.with(Outcome.SUCCESS, ""));
      changed = true;
    }
  }

  /** It stays open, for it will be tried again; that it fails is told once. */
  void failed(String id, String message) {
    PlatformEvent event = events.get(id);
    if (event != null && failures.add(event.content())) {
      put(event.with(Outcome.FAILURE, message).withId(id + " failed"));
    }
  }

  /** After a whole run over the AuditLog: what was begun and is not wanted any more. */
  void closeOpen() {
    for (PlatformEvent event : List.copyOf(events.values())) {
      if (event.isOpen() && !begun.contains(event.content())) {
        if (failures.remove(event.content())) {
          events.remove(event.id());
        } else {
          events.put(
              event.id(),
              event.with(
                  Outcome.UNKNOWN, "The operator was stopped before it knew how this ended"));
        }
        changed = true;
      }
    }
    begun.clear();
  }

  /** What can be told now, in the order in which it happened. */
  List<PlatformEvent> due() {
    tellOfDropped();
    return events.values().stream().filter(event -> !event.isOpen()).toList();
  }

  /** One number at a time: what is dropped after it was told waits for the next. */
  private void tellOfDropped() {
    boolean waits =
        events.values().stream().anyMatch(event -> event.method() == PlatformAct.Method.LoseEvents);
    if (droppedSince == null || waits) {
      return;
    }
    PlatformAct act =
        new PlatformAct(
            PlatformAct.Method.LoseEvents,
            "auditlog",
            auditLogUid,
            droppedSince,
            Map.of("count", dropped, "firstTime", droppedSince),
            null);
    PlatformEvent event =
        PlatformEvent.of(
                act, auditLogUid + " " + act.content(), Instant.parse(droppedSince), MAPPER)
            .with(Outcome.SUCCESS, "More acts than could be kept while the destination was away");
    events.put(event.id(), event);
    dropped = 0;
    droppedSince = null;
    changed = true;
  }

  /** These are in the topic. */
  void delivered(List<PlatformEvent> told) {
    for (PlatformEvent event : told) {
      delivered.add(event.id());
      changed |= events.remove(event.id()) != null;
    }
  }

  private boolean put(PlatformEvent event) {
    if (events.containsKey(event.id()) || delivered.contains(event.id())) {
      return true;
    }
    if (events.size() >= MOST || text().length() + length(event) > MOST_CHARACTERS) {
      dropped++;
      droppedSince = droppedSince == null ? event.time() : droppedSince;
      changed = true;
      return false;
    }
    events.put(event.id(), event);
    changed = true;
    return true;
  }

  private static int length(PlatformEvent event) {
    try {
      return MAPPER.writeValueAsString(event).length();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event holds nothing but JSON", e);
    }
  }
}
