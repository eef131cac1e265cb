package io.kafkaaudit.operator.platform;

import io.cloudevents.CloudEvent;
import io.kafkaaudit.operator.kafka.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers the events of this run of the operator and appends them to audit topics. Thread-safe; one
 * thread at a time for one topic.
 */
final class EventDelivery {
  private final String agentId = "operator-" + UUID.randomUUID();

  /** By destination and topic. */
  private final Map<String, Numbers> numbers = new ConcurrentHashMap<>();

  /** An event keeps its number until it is in the topic, however often it is tried. */
  private static final class Numbers {
    private final AtomicLong last = new AtomicLong();
    private final Map<String, Long> byId = new ConcurrentHashMap<>();
  }

  /**
   * Appends all of them, in this order.
   *
   * @throws io.kafkaaudit.operator.kafka.KafkaFailure when some may not be there
   */
  void append(List<PlatformEvent> events, EventRoute route, Destination destination) {
    Numbers topic =
        numbers.computeIfAbsent(route.clusterId() + "/" + route.topic(), any -> new Numbers());
    List<CloudEvent> records = new ArrayList<>();
    for (PlatformEvent event : events) {
      long number = topic.byId.computeIfAbsent(event.id(), id -> topic.last.incrementAndGet());
      records.add(CloudEvents.of(event, route.clusterId(), agentId, number));
    }
    destination.append(route.writer(), route.topic(), agentId, records);
    events.forEach(event -> topic.byId.remove(event.id()));
  }
}
