package io.kafkaaudit.agent.event;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the agent may put into the data of its own events. */
public final class OwnFields {
  private final JsonWriter json;

  OwnFields(JsonWriter json) {
    this.json = json;
  }

  public OwnFields field(String name, @Nullable String text) {
    json.optional(name, text);
    return this;
  }

  public OwnFields field(String name, long number) {
    json.field(name, number);
    return this;
  }

  public OwnFields list(String name, Collection<String> texts) {
    json.name(name).beginArray();
    texts.forEach(json::value);
    json.endArray();
    return this;
  }

  public OwnFields numbers(String name, Map<String, Long> byName) {
    json.name(name).beginObject();
    byName.forEach(json::field);
    json.endObject();
    return this;
  }

  /**
   * Texts by name, in the map's order; {@code omitted} counts those that would be more characters
   * than that.
   */
  public OwnFields texts(String name, Map<String, String> byName, int mostCharacters) {
    json.name(name).beginObject();
    int characters = 0;
    long omitted = 0;
    for (Map.Entry<String, String> entry : byName.entrySet()) {
      int length = entry.getKey().length() + entry.getValue().length();
      if (characters + length > mostCharacters) {
        omitted++;
      } else {
        characters += length;
        json.field(entry.getKey(), entry.getValue());
      }
    }
    if (omitted > 0) {
      json.field("omitted", omitted);
    }
    json.endObject();
    return this;
  }

  /** RFC 3339, UTC, by name. */
  public OwnFields times(String name, Map<String, Long> millisByName) {
    json.name(name).beginObject();
    millisByName.forEach(json::time);
    json.endObject();
    return this;
  }

  /** {@code [[from, to], …]}, both included. */
  public OwnFields ranges(String name, Map<Long, Long> ranges) {
    json.name(name).beginArray();
    ranges.forEach((from, to) -> json.beginArray().value(from).value(to).endArray());
    json.endArray();
    return this;
  }

  /** RFC 3339, UTC. */
  public OwnFields time(String name, long millis) {
    json.time(name, millis);
    return this;
  }
}
