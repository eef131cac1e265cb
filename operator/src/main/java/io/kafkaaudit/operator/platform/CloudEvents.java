package io.kafkaaudit.operator.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import io.kafkaaudit.contract.EventTypes;
import io.kafkaaudit.operator.platform.PlatformEvent.Outcome;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;

/** Platform events in the wire format of docs/event-schema.json. Pure. */
final class CloudEvents {
  private static final URI SCHEMA = URI.create("https://kafkaaudit.io/schemas/event/v1");

  private CloudEvents() {}

  /**
   * An event of an act that is over.
   *
   * @param clusterId of the destination
   * @param agentId of this run of the operator
   * @param sequence of the run's events in this topic, from 1
   */
  static CloudEvent of(PlatformEvent event, String clusterId, String agentId, long sequence) {
    String cluster = "crn:///kafka=" + encode(clusterId);
    String resource = cluster + "/" + event.kind() + "=" + encode(event.name());
    Outcome outcome = event.outcome() == null ? Outcome.UNKNOWN : event.outcome();
    ObjectNode data = UnsentEvents.MAPPER.createObjectNode();
    data.put("serviceName", cluster);
    data.put("methodName", "kafkaaudit." + event.method());
    data.put("resourceName", resource);
    data.put("monotonicNanos", event.nanos());
    if (event.askedBy() != null) {
      if (event.askedBy().user() != null) {
        data.putObject("authenticationInfo")
            .put("principal", "KubernetesUser:" + event.askedBy().user());
      }
      data.set("changedBy", UnsentEvents.MAPPER.valueToTree(event.askedBy()));
    }
    data.set("request", event.request());
    data.putObject("result")
        .put("status", outcome.name())
        .put("message", event.message() == null ? "" : event.message());
    return CloudEventBuilder.v1()
        .withId(event.id())
        .withSource(URI.create(cluster))
        .withSubject(resource)
        .withType(EventTypes.PLATFORM)
        .withTime(OffsetDateTime.parse(event.time()))
        .withExtension("agentid", agentId)
        .withExtension("sequence", "%020d".formatted(sequence))
        .withData("application/json", SCHEMA, JsonCloudEventData.wrap(data))
        .build();
  }

  private static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A");
  }
}
