package io.kafkaaudit.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The CRDs as they follow from the Java types, and what the generator cannot say by annotations.
 */
final class CrdYaml {
  /** Strings of fabric8's own types: the API machinery's limits where it has some. */
  private static final Map<String, Long> KNOWN_LENGTHS =
      Map.of("message", 32_768L, "reason", 1_024L, "type", 316L, "lastTransitionTime", 32L);

  private static final List<String> COLUMNS =
      List.of("Ready", "Topic", "AuditLog", "Secret", "Keys", "Agents", "Key", "Age", "Reason");

  private static final Map<String, String> KNOWN_DESCRIPTIONS =
      Map.ofEntries(
          Map.entry("matchLabels", "Labels that a pod must have, all of them."),
          Map.entry(
              "matchExpressions", "Requirements on labels that a pod must meet, all of them."),
          Map.entry("key", "Key of the label."),
          Map.entry("operator", "In, NotIn, Exists or DoesNotExist."),
          Map.entry("values", "Values for In and NotIn."),
          Map.entry("lastTransitionTime", "When the status last changed (RFC 3339, UTC)."),
          Map.entry("message", "What is so and what to do, for a person."),
          Map.entry("observedGeneration", "Generation of the spec that the condition is about."),
          Map.entry("status", "True, False or Unknown."),
          Map.entry("reason", "Why, as one CamelCase word for a program."),
          Map.entry("type", "Name of the condition."));

  /** Lists in which nothing is named twice. */
  private static final List<String> SETS =
      List.of("categories", "outcomes", "principals", "excludedPrincipals");

  private CrdYaml() {}

  /** File name -> text. */
  static Map<String, String> generate(Path scratch) throws IOException {
    new CRDGenerator()
        .customResourceClasses(AuditLog.class, AuditCredential.class)
        .forCRDVersions("v1")
        .withMinQuotes(true)
        .inOutputDir(scratch.toFile())
        .withPostProcessor(
            new CRDPostProcessor() {
              @Override
              public HasMetadata process(HasMetadata crd, String version) {
                complete((CustomResourceDefinition) crd);
                return crd;
              }
            })
        .detailedGenerate();
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(scratch)) {
      for (Path file : files.toList()) {
        // To kubectl and Helm, whose YAML is 1.1, these words are booleans.
        String text = Files.readString(file).replaceAll("(?m)^( *- )(True|False)$", "$1\"$2\"");
        texts.put(file.getFileName().toString(), text);
      }
    }
    return texts;
  }

  private static void complete(CustomResourceDefinition crd) {
    crd.getSpec()
        .getVersions()
        .forEach(
            version -> {
              version
                  .getAdditionalPrinterColumns()
                  .sort(Comparator.comparing(column -> COLUMNS.indexOf(column.getName())));
              JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
              root.setDescription("See docs/crds.md.");
              root.setRequired(List.of("spec"));
              root.getProperties().get("spec").setDescription("What is wanted.");
              JSONSchemaProps status = root.getProperties().get("status");
              status.setDescription(
                  "What the operator found and did. Written by the operator only.");
              root.getProperties().forEach(CrdYaml::bound);
              status.setDefault(
                  JsonNodeFactory.instance.objectNode().put("observedGeneration", -1));
              JSONSchemaProps conditions = status.getProperties().get("conditions");
              listMap(conditions, "type", "status");
              conditions
                  .getItems()
                  .getSchema()
                  .getProperties()
                  .get("status")
                  .setEnum(texts("True", "False", "Unknown"));
              if (status.getProperties().containsKey("keys")) {
                listMap(status.getProperties().get("keys"), "id", "state");
              }
            });
  }

  private static void listMap(JSONSchemaProps list, String key, String alsoRequired) {
    list.setXKubernetesListType("map");
    list.setXKubernetesListMapKeys(List.of(key));
    list.getItems().getSchema().setRequired(List.of(key, alsoRequired));
  }

  private static List<JsonNode> texts(String... values) {
    return Stream.of(values).<JsonNode>map(TextNode::valueOf).toList();
  }

  /** CEL is priced by the largest value that a schema admits, so that all of it is bounded. */
  private static void bound(String name, JSONSchemaProps schema) {
    if (schema.getDescription() == null && KNOWN_DESCRIPTIONS.containsKey(name)) {
      schema.setDescription(KNOWN_DESCRIPTIONS.get(name));
    }
    if ("matchExpressions".equals(name)) {
      JSONSchemaProps expression = schema.getItems().getSchema();
      expression.setRequired(List.of("key", "operator"));
      expression
          .getProperties()
          .get("operator")
          .setEnum(texts("In", "NotIn", "Exists", "DoesNotExist"));
    }
    if (SETS.contains(name)) {
      schema.setXKubernetesListType("set");
    }
    if ("string".equals(schema.getType())
        && schema.getMaxLength() == null
        && (schema.getEnum() == null || schema.getEnum().isEmpty())) {
      schema.setMaxLength(KNOWN_LENGTHS.getOrDefault(name, 253L));
    }
    if ("array".equals(schema.getType())) {
      if (schema.getMaxItems() == null) {
        schema.setMaxItems(32L);
      }
      bound("", schema.getItems().getSchema());
    }
    if (schema.getAdditionalProperties() != null) {
      if (schema.getMaxProperties() == null) {
        schema.setMaxProperties(32L);
      }
      if (schema.getAdditionalProperties().getSchema() != null) {
        bound("", schema.getAdditionalProperties().getSchema());
      }
    }
    if (schema.getProperties() != null) {
      schema.getProperties().forEach(CrdYaml::bound);
    }
  }
}
