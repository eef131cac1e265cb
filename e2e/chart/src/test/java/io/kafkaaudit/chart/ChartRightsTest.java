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
import org.junit.jupiter.api.Test;

/**
 * The chart gives the controller the rights that a test of the operator saw it use, and no other.
 */
class ChartRightsTest {
  private static final Path RIGHTS =
      Path.of("../../operator/src/main/resources/io/kafkaaudit/operator/rights.yaml");

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

  @Test
  void givesTheRightsThatAreUsedAndNoOther() throws IOException {
    JsonNode rights = Chart.YAML.readTree(RIGHTS.toFile());
    Map<String, Set<String>> given = new TreeMap<>();
    for (ObjectNode object : Chart.render(Chart.values("{rbac: {rollout: true}}"))) {
      if (object.has("rules") && object.get("kind").asText().endsWith("Role")) {
        Set<String> all = given.computeIfAbsent(Chart.id(object), id -> new TreeSet<>());
        object.get("rules").forEach(rule -> all.addAll(each(rule)));
      }
    }
    given.remove("ClusterRole/kafka-audit-operator-webhook"); // of the other process
    Map<String, Set<String>> unused = new TreeMap<>();
    given.forEach((role, all) -> unused.put(role, new TreeSet<>(all)));
    Set<String> scopes = new TreeSet<>();
    rights
        .properties()
        .forEach(
            scope -> {
              scopes.add(scope.getKey());
              Set<String> used = new TreeSet<>();
              scope.getValue().forEach(rule -> used.addAll(each(rule)));
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
  void restartsNoPodsUnlessAskedTo() throws IOException {
    JsonNode rights = Chart.YAML.readTree(RIGHTS.toFile());
    Set<String> rollout = new TreeSet<>();
    rights.get("rollout").forEach(rule -> rollout.addAll(each(rule)));
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
