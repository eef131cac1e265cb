package io.kafkaaudit.operator.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.core.format.EventSerializationException;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.rw.CloudEventDataMapper;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/**
 * The SDK's JSON format with three digits of milliseconds in every time, as the agents write it and
 * docs/event-schema.json wants it: the SDK leaves zeros at the end out. Thread-safe.
 */
final class MillisecondFormat implements EventFormat {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");

  private final JsonFormat sdk = new JsonFormat();
  private final ObjectMapper mapper =
      JsonMapper.builder().addModule(JsonFormat.getCloudEventJacksonModule()).build();

  @Override
  public byte[] serialize(CloudEvent event) {
    try {
      ObjectNode json = mapper.valueToTree(event);
      if (event.getTime() != null) {
        json.put("time", TIME.format(event.getTime().withOffsetSameInstant(ZoneOffset.UTC)));
      }
      return mapper.writeValueAsBytes(json);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new EventSerializationException(e);
    }
  }

  @Override
  public CloudEvent deserialize(
      byte[] bytes, CloudEventDataMapper<? extends CloudEventData> mapping) {
    return sdk.deserialize(bytes, mapping);
  }

  @Override
  public Set<String> deserializableContentTypes() {
    return sdk.deserializableContentTypes();
  }

  @Override
  public String serializedContentType() {
    return sdk.serializedContentType();
  }
}
