package io.kafkaaudit.agent.event;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
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
  }

  private final String kind;
  private final String name;

  /**
   * @param kind such as {@code topic}; "": the cluster itself
   */
  Resource(String kind, String name) {
    this.kind = kind;
    this.name = name;
  }

  static Resource topic(@Nullable String name) {
    return new Resource("topic", name == null ? "" : name);
  }

  static Resource of(ResourceType type, @Nullable String name) {
    return type == ResourceType.CLUSTER || name == null
        ? CLUSTER
        : new Resource(KINDS.getOrDefault(type, ""), name);
  }

  /** The kind of what a decision is about. */
  static String kind(ResourcePattern pattern) {
    return KINDS.getOrDefault(pattern.resourceType(), "");
  }

  /** As in a CRN, though not encoded. */
  @Override
  public String toString() {
    return kind + "=" + name;
  }

  String kind() {
    return kind;
  }

  String name() {
    return name;
  }
}
