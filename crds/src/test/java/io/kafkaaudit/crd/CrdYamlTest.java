package io.kafkaaudit.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

@Tag("generated")
class CrdYamlTest {
  static final Path COMMITTED = Path.of("src/main/resources/META-INF/fabric8");

  @TempDir static Path scratch;
  private static Map<String, String> generated;

  @BeforeAll
  static void generate() throws IOException {
    generated = CrdYaml.generate(scratch);
  }

  @Test
  void whatIsCommittedIsWhatTheTypesSay() throws IOException {
    for (Map.Entry<String, String> crd : generated.entrySet()) {
      Path file = COMMITTED.resolve(crd.getKey());
      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(file, crd.getValue());
      }
      assertThat(file)
          .as("differs from the Java types; run with -Dgolden.update=true")
          .hasContent(crd.getValue());
    }
    assertThat(generated).hasSize(2);
  }

  /** kubectl and Helm read YAML 1.1, where more words are booleans than to our own client. */
  @Test
  void everyValueOfAnEnumIsATextInYaml11() {
    for (String crd : generated.values()) {
      List<Object> values = new ArrayList<>();
      collectEnums(new Yaml().load(crd), values);
      assertThat(values).contains("True", "False", "Unknown").allMatch(String.class::isInstance);
    }
  }

  private static void collectEnums(Object node, List<Object> values) {
    if (node instanceof Map<?, ?> map) {
      if (map.get("enum") instanceof List<?> list) {
        values.addAll(list);
      }
      map.values().forEach(value -> collectEnums(value, values));
    } else if (node instanceof List<?> list) {
      list.forEach(value -> collectEnums(value, values));
    }
  }

  /** Helm would install a folder {@code crds} once, never upgrade it. */
  @Test
  void theChartHasThemAsTemplates() throws IOException {
    Path templates = Path.of("../charts/kafka-audit-operator/templates/crds");
    for (Map.Entry<String, String> crd : generated.entrySet()) {
      assertThat(crd.getValue()).as("would be Helm's").doesNotContain("{{");
      String template =
          "{{- if .Values.crds.install }}\n"
              + crd.getValue()
                  .replaceFirst(
                      "(?m)^metadata:\n",
                      "metadata:\n  annotations:\n    helm.sh/resource-policy: keep\n")
              + "{{- end }}\n";
      Path file = templates.resolve(crd.getKey().replaceFirst("\\..*", ".yaml"));
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(templates);
        Files.writeString(file, template);
      }
      assertThat(file)
          .as("differs from the Java types; run with -Dgolden.update=true")
          .hasContent(template);
    }
  }

  @Test
  void theReferenceSaysWhatTheSchemaSays() throws IOException {
    Path file = Path.of("../docs/crds.md");
    String reference = CrdReference.of(crds());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, reference);
    }
    assertThat(file)
        .as("differs from the schema; run with -Dgolden.update=true")
        .hasContent(reference);
  }

  @Test
  void everythingIsBoundedAndDescribed() {
    List<String> lacking = new ArrayList<>();
    for (JSONSchemaProps root : schemas()) {
      root.getProperties().forEach((name, schema) -> check(name, schema, lacking));
    }
    assertThat(lacking).isEmpty();
  }

  @Test
  void defaultsLiveInTheCrdOnly() throws ReflectiveOperationException {
    for (Class<?> type :
        List.of(
            AuditLogSpec.class,
            AuditedCluster.class,
            DestinationSpec.class,
            DestinationAdmin.class,
            DestinationTls.class,
            TrustedCertificate.class,
            SecretReference.class,
            TopicSpec.class,
            AccessSpec.class,
            CaptureSpec.class,
            CaptureRule.class,
            CaptureMatch.class,
            DeliverySpec.class,
            InjectionSpec.class,
            DeletionPolicySpec.class,
            AuditCredentialSpec.class,
            AuditLogReference.class,
            RotationSpec.class)) {
      Object fresh = type.getDeclaredConstructor().newInstance();
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          assertThat(field.get(fresh)).as("%s.%s", type.getSimpleName(), field.getName()).isNull();
        }
      }
    }
  }

  @Test
  void statusIsThereBeforeTheOperatorIs() {
    for (JSONSchemaProps root : schemas()) {
      assertThat(root.getProperties().get("status").getDefault().toString())
          .isEqualTo("{\"observedGeneration\":-1}");
    }
  }

  private static List<CustomResourceDefinition> crds() {
    return generated.values().stream()
        .map(text -> Serialization.unmarshal(text, CustomResourceDefinition.class))
        .toList();
  }

  private static List<JSONSchemaProps> schemas() {
    return crds().stream()
        .map(crd -> crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema())
        .toList();
  }

  private static void check(String path, JSONSchemaProps schema, List<String> lacking) {
    if (schema.getDescription() == null && !path.endsWith("[]") && !path.endsWith("{}")) {
      lacking.add(path + ": description");
    }
    if ("string".equals(schema.getType())
        && schema.getMaxLength() == null
        && (schema.getEnum() == null || schema.getEnum().isEmpty())) {
      lacking.add(path + ": maxLength");
    }
    if ("array".equals(schema.getType())) {
      if (schema.getMaxItems() == null) {
        lacking.add(path + ": maxItems");
      }
      check(path + "[]", schema.getItems().getSchema(), lacking);
    }
    if (schema.getAdditionalProperties() != null) {
      if (schema.getMaxProperties() == null) {
        lacking.add(path + ": maxProperties");
      }
      check(path + "{}", schema.getAdditionalProperties().getSchema(), lacking);
    }
    if (schema.getProperties() != null) {
      schema.getProperties().forEach((name, inner) -> check(path + "." + name, inner, lacking));
    }
  }
}
