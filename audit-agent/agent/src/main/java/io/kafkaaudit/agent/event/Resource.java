package io.kafkaaudit.agent.event;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** What an act is on, as events name it: a segment of a CRN such as {@code topic=orders}. */
final class Resource {
  static final Resource CLUSTER = new Resource("", "");

  private static final Map<ResourceType, String> KINDS = new EnumMap<>(ResourceType.class);

  static {
    for (ResourceType type : ResourceType.values()) {
      KINDS.put(type, type.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    KINDS.put(ResourceType.CLUSTER, CLUSTER.kind);
    KINDS.put(ResourceType.DELEGATION_TOKEN, "token");
  }

  private final String kind;
  private final String name;
  private final boolean prefix;

  /** Kinds and names by turns, where the resource is made up of several; empty: it is not. */
  private final List<String> parts;

  /**
   * @param kind such as {@code topic}; "": the cluster itself
   */
  Resource(String kind, String name) {
    this(kind, name, false, List.of());
  }

  private Resource(String kind, String name, boolean prefix, List<String> parts) {
    this.kind = kind;
    this.name = name;
    this.prefix = prefix;
    this.parts = parts;
  }

  static Resource topic(@Nullable String name) {
    return new Resource("topic", name == null ? "" : name);
  }

  static Resource of(ResourceType type, @Nullable String name) {
    return type == ResourceType.CLUSTER || name == null
        ? CLUSTER
        : new Resource(KINDS.getOrDefault(type, ""), name);
  }

  /** What an ACL is about: {@code topic=orders}, or {@code topic=orders*} of a PREFIXED one. */
  static Resource of(ResourceType type, @Nullable String name, PatternType pattern) {
    return type == ResourceType.CLUSTER || name == null || pattern != PatternType.PREFIXED
        ? of(type, name)
        : new Resource(KINDS.getOrDefault(type, ""), name, true, List.of());
  }

  /**
   * Whom a quota is for: {@code quota=user:alice,client-id:x}, in that order however it was asked.
   *
   * @param entity name by kind; null: whoever of the kind has no quota of its own
   */
  static Resource quota(Map<String, @Nullable String> entity) {
    List<String> kinds = new ArrayList<>(entity.keySet());
    kinds.sort(
        Comparator.comparing((String kind) -> !kind.equals("user")).thenComparing(kind -> kind));
    List<String> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (String kind : kinds) {
      String of = entity.get(kind);
      parts.add(kind);
      parts.add(of == null ? "" : of);
      text.append(text.length() == 0 ? "" : ",").append(kind).append(':').append(of);
    }
    return new Resource("quota", text.toString(), false, parts);
  }

  /** Within a string: the end of a CRN, in which only our own {@code * , :} are not encoded. */
  void write(JsonWriter json) {
    if (kind.isEmpty()) {
      return;
    }
    json.ascii("/").segment(kind).ascii("=");
    if (parts.isEmpty()) {
      json.segment(name).ascii(prefix ? "*" : "");
    }
    for (int i = 0; i < parts.size(); i += 2) {
      json.ascii(i == 0 ? "" : ",").segment(parts.get(i)).ascii(":").segment(parts.get(i + 1));
    }
  }

  /** The kind of what a decision is about. */
  static String kind(ResourcePattern pattern) {
    return KINDS.getOrDefault(pattern.resourceType(), "");
  }

  /** As in a CRN, though not encoded. */
  @Override
  public String toString() {
    return kind + "=" + name + (prefix ? "*" : "");
  }

  String kind() {
    return kind;
  }

  String name() {
    return name;
  }
}
