package io.kafkaaudit.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.strimzi.api.kafka.model.common.Constants;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.crdgenerator.annotations.PresentInVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Strimzi's own resources among the examples, read by Strimzi's own classes: no registry has its
 * schemas.
 */
class StrimziManifestsTest {
  private static final Map<String, Class<?>> KINDS =
      Map.of("Kafka", Kafka.class, "KafkaUser", KafkaUser.class);
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .annotationIntrospector(new Strict())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES)
          .build();

  @Test
  void strimziKnowsEveryFieldAndValue() throws IOException {
    List<JsonNode> manifests = manifests();
    assertThat(manifests).hasSize(2);
    for (JsonNode manifest : manifests) {
      assertThat(manifest.path("apiVersion").asText())
          .isEqualTo(Constants.RESOURCE_GROUP_NAME + "/" + Constants.V1);
      // What it does not understand, such as an operation of no ACL, it reads as null.
      assertThat(STRICT.valueToTree(read(manifest)).path("spec")).isEqualTo(manifest.path("spec"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Kafka, listeners:, listener:",
    "Kafka, userOperatorContainer:, userContainer:",
    "Kafka, 'entityOperator:', 'zookeeper: {}\n  entityOperator:'", // of v1beta2
    "Kafka, 'type: scram-sha-512', 'type: scram'",
    "KafkaUser, acls:, rules:",
    "KafkaUser, 'operations: [Alter, Describe, DescribeConfigs]', 'operation: Alter'" // of v1beta2
  })
  void whatIsNoneOfStrimzisIsNotTaken(String kind, String right, String wrong) throws IOException {
    String yaml =
        Stream.of(text().split("(?m)^---$"))
            .filter(part -> part.contains("\nkind: " + kind + "\n"))
            .findFirst()
            .orElseThrow();
    assertThat(yaml).contains(right);
    JsonNode manifest = Serialization.unmarshal(yaml.replace(right, wrong), JsonNode.class);
    assertThatThrownBy(() -> read(manifest)).isInstanceOf(JsonProcessingException.class);
  }

  private static Object read(JsonNode manifest) throws JsonProcessingException {
    return STRICT.treeToValue(manifest, KINDS.get(manifest.path("kind").asText()));
  }

  private static List<JsonNode> manifests() throws IOException {
    List<JsonNode> manifests = new ArrayList<>();
    for (String part : text().split("(?m)^---$")) {
      manifests.add(Serialization.unmarshal(part, JsonNode.class));
    }
    return manifests;
  }

  private static String text() throws IOException {
    return Files.readString(Platform.EXAMPLES.resolve("03-strimzi/platform/kafka.yaml"));
  }

  /** Strimzi's classes keep what they do not know; a schema of v1 would not take it. */
  private static final class Strict extends JacksonAnnotationIntrospector {
    @Override
    public Boolean hasAnySetter(Annotated setter) {
      return false;
    }

    @Override
    public boolean hasIgnoreMarker(AnnotatedMember member) {
      PresentInVersions present = member.getAnnotation(PresentInVersions.class);
      return super.hasIgnoreMarker(member)
          || (present != null && !present.value().matches(".*[+]|(.*-)?v1"));
    }
  }
}
