package io.kafkaaudit.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The chart, rendered as Helm does it, without a cluster. */
final class Chart {
  static final Path DIRECTORY = Path.of("../../charts/kafka-audit-operator").toAbsolutePath();
  static final YAMLMapper YAML =
      new YAMLMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR));

  private Chart() {}

  static LintResult lint() {
    return new Helm(DIRECTORY).lint().strict().call();
  }

  /**
   * The objects, in the order of the output.
   *
   * @throws IllegalStateException with Helm's own words when values or templates are wrong
   */
  static List<ObjectNode> render(JsonNode values) {
    return render("kafka-audit-operator", values);
  }

  static List<ObjectNode> render(String release, JsonNode values) {
    try {
      return parse(text(release, values));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String release, JsonNode values) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        YAML.writeValue(file.toFile(), values);
        return new Helm(DIRECTORY)
            .template()
            .withName(release)
            .withNamespace("kafka-audit")
            .withKubeVersion("1.34.4")
            .withValuesFile(file)
            .call();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * For {@code kubectl apply}: the defaults, and the namespace, which takes restricted pods only.
   */
  static String plainManifests() {
    return """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: kafka-audit
          labels:
            pod-security.kubernetes.io/enforce: restricted
        """
        + text("kafka-audit-operator", YAML.createObjectNode());
  }

  static List<ObjectNode> parse(String text) throws IOException {
    List<ObjectNode> objects = new ArrayList<>();
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      while (documents.hasNext()) {
        if (documents.next() instanceof ObjectNode object) {
          objects.add(object);
        }
      }
    }
    return objects;
  }

  /** The chart's own values. */
  static ObjectNode defaults() throws IOException {
    return (ObjectNode) YAML.readTree(DIRECTORY.resolve("values.yaml").toFile());
  }

  static ObjectNode values(String yaml) {
    try {
      JsonNode values = YAML.readTree(yaml);
      return values instanceof ObjectNode object ? object : YAML.createObjectNode();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(yaml, e);
    }
  }

  /** Kind and name, and the namespace of what is in another than the release's. */
  static String id(JsonNode object) {
    String namespace = object.at("/metadata/namespace").asText("");
    return object.get("kind").asText()
        + "/"
        + object.at("/metadata/name").asText()
        + (namespace.isEmpty() || namespace.equals("kafka-audit") ? "" : " in " + namespace);
  }
}
