package io.kafkaaudit.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * The chart gives the controller the rights that a test of the operator saw it use, and no other.
 */
class ChartRightsTest {
  private static final Path RIGHTS = Path.of("../../operator/src/test/resources/rights.yaml");

  /** The roles that hold in each scope of rights.yaml. */
  private static final Map<String, List<String>> ROLES =
      Map.of(
          "own", List.of("Role/kafka-audit-operator"),
          "everywhere", List.of("ClusterRole/kafka-audit-operator"),
          "cluster", List.of("ClusterRole/kafka-audit-operator-webhooks"),
          "rollout", List.of("ClusterRole/kafka-audit-operator-namespace"),
          "audited",
              List.of(
                  "ClusterRole/kafka-audit-operator",
                  "ClusterRole/kafka-audit-operator-namespace"));

  /** What no test of the operator alone can see, each with its reason in the chart. */
  private static final Set<String> UNSEEN =
      Set.of("update coordination.k8s.io/leases", "patch /configmaps");

  /** With watchNamespaces: webhook configurations are in no namespace. */
  private static final Set<String> NOT_OF_A_NAMESPACE =
      Set.of(
          // an entry per AuditLog, in the configuration that the chart made for the namespace
          "get admissionregistration.k8s.io/mutatingwebhookconfigurations",
          "update admissionregistration.k8s.io/mutatingwebhookconfigurations",
          // the caBundle of the two for our own resources
          "patch admissionregistration.k8s.io/mutatingwebhookconfigurations",
          "get admissionregistration.k8s.io/validatingwebhookconfigurations",
          "patch admissionregistration.k8s.io/validatingwebhookconfigurations");

  @Test
  void givesTheRightsThatAreUsedAndNoOther() throws IOException {
    JsonNode rights = Chart.YAML.readTree(RIGHTS.toFile());
    Map<String, Set<String>> given = given(Chart.render(Chart.values("{rbac: {rollout: true}}")));
    Map<String, Set<String>> unused = new TreeMap<>();
    given.forEach((role, all) -> unused.put(role, new TreeSet<>(all)));
    Set<String> scopes = new TreeSet<>();
    rights
        .properties()
        .forEach(
            scope -> {
              scopes.add(scope.getKey());
              Set<String> used = in(rights, scope.getKey());
              Set<String> held = new TreeSet<>();
              for (String role : ROLES.get(scope.getKey())) {
                held.addAll(given.get(role));
                unused.get(role).removeAll(used);
              }
              assertThat(held).as(scope.getKey()).containsAll(used);
            });
    assertThat(scopes).isEqualTo(ROLES.keySet());
    unused.forEach((role, all) -> assertThat(all).as("not used of " + role).isSubsetOf(UNSEEN));
  }

  @Test
  void inWatchedNamespacesItGivesTheSameByNamespace() throws IOException {
    JsonNode rights = Chart.YAML.readTree(RIGHTS.toFile());
    List<ObjectNode> objects =
        Chart.render(Chart.values("{watchNamespaces: [kafka, security], rbac: {rollout: true}}"));
    Map<String, Set<String>> given = given(objects);
    Set<String> namespaced = new TreeSet<>();
    List.of("everywhere", "audited", "rollout").forEach(s -> namespaced.addAll(in(rights, s)));
    Set<String> own = in(rights, "own");
    own.add("update coordination.k8s.io/leases");
    assertThat(given)
        .isEqualTo(
            Map.of(
                "Role/kafka-audit-operator", own,
                "Role/kafka-audit-operator-watched in kafka", namespaced,
                "Role/kafka-audit-operator-watched in security", namespaced,
                "ClusterRole/kafka-audit-operator-webhooks", NOT_OF_A_NAMESPACE));
    assertThat(bound(objects)).isEqualTo(given.keySet());
    objects.stream()
        .filter(object -> object.get("kind").asText().equals("ClusterRole"))
        .flatMap(role -> StreamSupport.stream(role.get("rules").spliterator(), false))
        .forEach(rule -> assertThat(rule.path("resourceNames")).as("by name").isNotEmpty());
  }

  /** Rights of the controller by role. */
  private static Map<String, Set<String>> given(List<ObjectNode> objects) {
    Map<String, Set<String>> given = new TreeMap<>();
    for (ObjectNode object : objects) {
      if (object.has("rules") && object.get("kind").asText().endsWith("Role")) {
        Set<String> all = given.computeIfAbsent(Chart.id(object), id -> new TreeSet<>());
        object.get("rules").forEach(rule -> all.addAll(each(rule)));
      }
    }
    // Of the other process.
    given.keySet().removeIf(id -> id.matches("(Cluster)?Role/kafka-audit-operator-webhook( .*)?"));
    return given;
  }

  /** Roles that the controller's account has, each where it is bound. */
  private static Set<String> bound(List<ObjectNode> objects) {
    Set<String> bound = new TreeSet<>();
    for (ObjectNode object : objects) {
      if (object.has("roleRef")
          && object.at("/subjects/0/name").asText().equals("kafka-audit-operator")) {
        String role = object.at("/roleRef/kind").asText();
        assertThat(object.get("kind").asText()).as(Chart.id(object)).isEqualTo(role + "Binding");
        bound.add(
            Chart.id(object)
                .replaceFirst("[A-Za-z]+/[^ ]+", role + "/" + object.at("/roleRef/name").asText()));
      }
    }
    return bound;
  }

  private static Set<String> in(JsonNode rights, String scope) {
    Set<String> all = new TreeSet<>();
    rights.get(scope).forEach(rule -> all.addAll(each(rule)));
    return all;
  }

  @Test
  void restartsNoPodsUnlessAskedTo() throws IOException {
    JsonNode rights = Chart.YAML.readTree(RIGHTS.toFile());
    Set<String> rollout = in(rights, "rollout");
    assertThat(rollout).isNotEmpty();
    for (ObjectNode object : Chart.render(Chart.values("{}"))) {
      if (object.has("rules") && object.get("kind").asText().endsWith("Role")) {
        object
            .get("rules")
            .forEach(
                rule ->
                    assertThat(each(rule))
                        .as(Chart.id(object))
                        .doesNotContainAnyElementsOf(rollout));
      }
    }
  }

  private static Set<String> each(JsonNode rule) {
    Set<String> all = new TreeSet<>();
    for (JsonNode resource : rule.get("resources")) {
      for (JsonNode verb : rule.get("verbs")) {
        all.add(verb.asText() + " " + rule.at("/apiGroups/0").asText() + "/" + resource.asText());
      }
    }
    return all;
  }
}
