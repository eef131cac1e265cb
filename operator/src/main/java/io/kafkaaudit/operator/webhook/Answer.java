package io.kafkaaudit.operator.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the API server is told.
 *
 * @param refusal for the person who asked; null: allowed
 * @param warnings for the same person, whatever is decided
 * @param patch JSON Patch (RFC 6902); empty: the object stays as it is
 */
public record Answer(@Nullable String refusal, List<String> warnings, ArrayNode patch) {
  static final Answer ALLOWED = patched(JsonNodeFactory.instance.arrayNode());

  public Answer {
    warnings = List.copyOf(warnings);
  }

  static Answer patched(ArrayNode patch) {
    return new Answer(null, List.of(), patch);
  }

  static Answer judged(@Nullable String refusal, List<String> warnings) {
    return new Answer(refusal, warnings, JsonNodeFactory.instance.arrayNode());
  }
}
