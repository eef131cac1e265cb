package io.kafkaaudit.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.kafkaaudit.operator.Golden;
import io.kafkaaudit.operator.platform.ChangedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ChangedByPatch by golden files: the annotations that are stored. */
@Tag("generated")
class ChangedByPatchTest {
  static List<Path> scenarios() {
    return Golden.scenarios("changed-by");
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void isWrittenOrRestored(Path scenario) throws IOException {
    JsonNode request = Golden.YAML.readTree(scenario.resolve("in-request.yaml").toFile());
    JsonNode old = request.get("old");
    JsonNode object = request.get("object");
    String user = request.get("user").asText();
    JsonNode stored = JsonPatch.apply(ChangedByPatch.of(old, object, user), object);
    Map<String, JsonNode> annotations = new TreeMap<>();
    stored
        .at("/metadata/annotations")
        .properties()
        .forEach(e -> annotations.put(e.getKey(), e.getValue()));
    Golden.check(scenario, Set.of("in-request.yaml"), "out-annotations.yaml", annotations);

    ArrayNode again = ChangedByPatch.of(old, stored, user);
    assertThat(again).as("asked again").isEmpty();
    assertThat(withoutIt(stored)).as("nothing else is touched").isEqualTo(withoutIt(object));
  }

  private static JsonNode withoutIt(JsonNode object) {
    JsonNode copy = object.deepCopy();
    if (copy.at("/metadata/annotations") instanceof ObjectNode a) {
      a.remove(ChangedBy.ANNOTATION);
      if (a.isEmpty()) {
        ((ObjectNode) copy.get("metadata")).remove("annotations");
      }
    }
    return copy;
  }
}
