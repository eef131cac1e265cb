package io.kafkaaudit.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("generated")
class ChartTest {
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @Test
  void isCleanToHelm() {
    assertThat(Chart.lint().getMessages())
        .noneMatch(message -> message.contains("[ERROR]") || message.contains("[WARNING]"));
    assertThat(Chart.lint().isFailed()).isFalse();
  }

  @Test
  void hasTheVersionOfTheOperator() throws IOException {
    JsonNode chart = Chart.YAML.readTree(Chart.DIRECTORY.resolve("Chart.yaml").toFile());
    assertThat(chart.get("version").asText()).isEqualTo(System.getProperty("project.version"));
    assertThat(chart.get("appVersion").asText()).isEqualTo(System.getProperty("project.version"));
  }

  @Test
  void theReadmeHasEveryValue() throws IOException {
    matches(Chart.DIRECTORY.resolve("README.md"), ChartReadme.of(Chart.DIRECTORY));
  }

  @Test
  void thePlainManifestsAreTheChartsAndItsNamespace() throws IOException {
    Path file = Path.of("target/kafka-audit-operator.yaml");
    Files.writeString(file, Chart.plainManifests());
    List<ObjectNode> objects = Chart.parse(Files.readString(file));
    assertThat(Chart.id(objects.get(0))).isEqualTo("Namespace/kafka-audit");
    assertThat(objects.subList(1, objects.size()))
        .isEqualTo(Chart.render(Chart.YAML.createObjectNode()));
  }

  static Stream<String> scenarios() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
    }
  }

  /** {@code default} as it is, without CRDs; others only what they have otherwise. */
  @ParameterizedTest
  @MethodSource("scenarios")
  void rendersAsWritten(String scenario) throws IOException {
    Map<String, ObjectNode> rendered = byId(values(scenario));
    if (!scenario.equals("default")) {
      byId(values("default")).forEach((id, object) -> rendered.remove(id, object));
    }
    StringBuilder text = new StringBuilder();
    rendered.forEach(
        (id, object) ->
            text.append("---\n# ").append(id).append('\n').append(write(withoutLabels(object))));
    matches(GOLDEN.resolve(scenario).resolve("out.yaml"), text.toString());
  }

  @Test
  void everyObjectIsLabelledAndInTheNamespaceOfTheRelease() throws IOException {
    for (ObjectNode object : Chart.render(values("everything"))) {
      if (object.get("kind").asText().equals("CustomResourceDefinition")) {
        continue;
      }
      assertThat(names(object.at("/metadata/labels")))
          .as(Chart.id(object))
          .contains(
              "app.kubernetes.io/name",
              "app.kubernetes.io/instance",
              "app.kubernetes.io/component",
              "app.kubernetes.io/version",
              "app.kubernetes.io/managed-by",
              "helm.sh/chart",
              "team");
      boolean clusterWide =
          object
              .get("kind")
              .asText()
              .matches("Cluster.*|ValidatingAdmission.*|.*WebhookConfiguration");
      assertThat(object.at("/metadata").has("namespace"))
          .as(Chart.id(object))
          .isEqualTo(!clusterWide);
    }
  }

  static List<JsonPointer> knobs() throws IOException {
    return List.copyOf(Leaves.of(Chart.defaults()).keySet());
  }

  /** In one of the scenarios the value is set, and without it something else would come out. */
  @ParameterizedTest
  @MethodSource("knobs")
  void everyValueDoesSomething(JsonPointer knob) throws IOException {
    List<String> without = new ArrayList<>();
    for (String scenario : scenarios().toList()) {
      ObjectNode values = values(scenario);
      if (!values.at(knob).isMissingNode()) {
        assertThat(Chart.render(Leaves.with(values, knob, null)))
            .as(Leaves.path(knob) + " in " + scenario)
            .isNotEqualTo(Chart.render(values));
        without.add(scenario);
      }
    }
    assertThat(without).as("scenarios with " + Leaves.path(knob)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("knobs")
  void everyValueOfAWrongTypeIsRefused(JsonPointer knob) throws IOException {
    JsonNode kind = Chart.defaults().at(knob);
    JsonNode wrong =
        kind.isContainerNode() ? Chart.YAML.getNodeFactory().textNode("text") : Chart.values("[]");
    if (!kind.isContainerNode()) {
      wrong = Chart.YAML.createArrayNode().add("list");
    }
    ObjectNode values = Leaves.with(Chart.YAML.createObjectNode(), knob, wrong);
    assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(place(knob));
  }

  private static String place(JsonPointer knob) {
    return knob.last().getMatchingProperty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{controler: {}}                                             | controler",
        "{controller: {replica: 2}}                                  | replica",
        "{controller: {replicas: 0}}                                 | replicas",
        "{controller: {pollIntervalSeconds: 0}}                      | pollIntervalSeconds",
        "{logLevel: loud}                                            | logLevel",
        "{logFormat: xml}                                            | logFormat",
        "{image: {repository: 'registry/image:tag'}}                 | repository",
        "{image: {digest: 'sha256:1'}}                               | digest",
        "{image: {pullPolicy: Sometimes}}                            | pullPolicy",
        "{imagePullSecrets: [registry]}                              | imagePullSecrets",
        "{watchNamespaces: [Kafka]}                                  | watchNamespaces",
        "{watchNamespaces: [kafka, kafka]}                           | watchNamespaces",
        "{watchNamespaces: [kafka], rbac: {secretNamespaces: [a]}}   | secretNamespaces",
        "{watchNamespaces: [kafka], rbac: {secretsEverywhere: true}} | secretsEverywhere",
        "{webhook: {certManager: {issuerRef: {named: a}}}}           | issuerRef",
        "{webhook: {certManager: {duration: 90d}}}                   | duration",
        "{webhook: {podDisruptionBudget: {maxUnavailable: half}}}    | maxUnavailable",
        "{commonLabels: {team: 1}}                                   | team",
        "{image: {architecture: linux/arm64}}                        | architecture",
        "{webhook: {ports: {https: 443}}}                            | https",
        "{webhook: {ports: {https: 8080}}}                           | must differ",
        "{webhook: {hostNetwork: true, ports: {https: 10250}}}       | kubelet",
        "{webhook: {dnsPolicy: None}}                                | dnsPolicy",
      })
  void wrongValuesAreRefusedByName(String values, String name) {
    assertThatThrownBy(() -> Chart.render(Chart.values(values))).hasMessageContaining(name);
  }

  @Test
  void noRightOnSecretsHoldsEverywhereUnlessAskedFor() throws IOException {
    for (String scenario : scenarios().toList()) {
      List<ObjectNode> objects = Chart.render(values(scenario));
      List<String> boundEverywhere =
          objects.stream()
              .filter(object -> object.get("kind").asText().equals("ClusterRoleBinding"))
              .map(object -> object.at("/roleRef/name").asText())
              .toList();
      List<String> withSecrets =
          objects.stream()
              .filter(object -> object.get("kind").asText().equals("ClusterRole"))
              .filter(role -> role.at("/rules").toString().matches(".*\"(secrets|\\*)\".*"))
              .map(role -> role.at("/metadata/name").asText())
              .filter(boundEverywhere::contains)
              .toList();
      boolean asked = values(scenario).at("/rbac/secretsEverywhere").asBoolean();
      assertThat(withSecrets).as(scenario).hasSize(asked ? 1 : 0);
    }
  }

  /** But for the chart's own webhook configurations, by name: they are in no namespace. */
  @Test
  void watchedNamespacesNeedNoClusterRole() {
    List<ObjectNode> objects = Chart.render(Chart.values("watchNamespaces: [kafka]"));
    List<JsonNode> rules = new ArrayList<>();
    objects.stream()
        .filter(object -> object.get("kind").asText().equals("ClusterRole"))
        .forEach(role -> role.get("rules").forEach(rules::add));
    assertThat(rules).isNotEmpty();
    for (JsonNode rule : rules) {
      assertThat(rule.get("verbs").toString()).doesNotContain("create", "delete", "list");
      assertThat(rule.get("resources").toString()).matches("\\[\".*webhookconfigurations\"]");
      for (JsonNode name : rule.get("resourceNames")) {
        assertThat(objects)
            .as(name.asText())
            .anyMatch(
                object ->
                    object.get("kind").asText().equals("MutatingWebhookConfiguration")
                        && object.at("/metadata/name").equals(name));
      }
    }
    assertThat(Chart.render(Chart.values("{watchNamespaces: [kafka], webhook: {enabled: false}}")))
        .noneMatch(object -> object.get("kind").asText().startsWith("ClusterRole"));
  }

  private static ObjectNode values(String scenario) throws IOException {
    return Chart.values(Files.readString(GOLDEN.resolve(scenario).resolve("values.yaml")));
  }

  private static Map<String, ObjectNode> byId(ObjectNode values) {
    Map<String, ObjectNode> objects = new TreeMap<>();
    for (ObjectNode object : Chart.render(values)) {
      if (!object.get("kind").asText().equals("CustomResourceDefinition")) {
        assertThat(objects.put(Chart.id(object), object)).as("twice: " + Chart.id(object)).isNull();
      }
    }
    return objects;
  }

  /** Labels of the chart would fill the files, and change with each version. */
  private static ObjectNode withoutLabels(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    for (JsonNode labels : copy.findParents("labels")) {
      ObjectNode own = (ObjectNode) labels.get("labels");
      own.remove(
          names(own).stream()
              .filter(name -> name.matches("(app.kubernetes.io|helm.sh)/.*"))
              .toList());
      if (own.isEmpty()) {
        ((ObjectNode) labels).remove("labels");
      }
    }
    return copy;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String write(JsonNode object) {
    try {
      if (Chart.id(object).endsWith("-dashboard")) {
        ((ObjectNode) object).put("data", "(the files of dashboards/)");
      }
      return Chart.YAML
          .writeValueAsString(object)
          .replace(System.getProperty("project.version"), "VERSION");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void matches(Path file, String text) throws IOException {
    if (UPDATE) {
      Files.writeString(file, text);
    }
    assertThat(file)
        .as("run with -Dgolden.update=true, and look at the difference")
        .hasContent(text);
  }

  /** Deletion is never asked about where it could be refused for want of an answer. */
  @Test
  void noDeletionWaitsForTheWebhook() {
    List<JsonNode> failing = new ArrayList<>();
    for (ObjectNode object : Chart.render(Chart.values("{}"))) {
      object
          .path("webhooks")
          .forEach(
              webhook -> {
                if (webhook.path("failurePolicy").asText().equals("Fail")) {
                  failing.add(webhook);
                }
              });
    }
    assertThat(failing)
        .isNotEmpty()
        .allSatisfy(
            webhook ->
                assertThat(webhook.at("/rules/0/operations").toString())
                    .isEqualTo("[\"CREATE\",\"UPDATE\"]"));
  }
}
