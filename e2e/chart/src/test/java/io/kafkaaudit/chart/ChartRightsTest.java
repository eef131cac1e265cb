package io.kafkaaudit.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The chart gives the controller every right that a test of the operator saw it use. */
class ChartRightsTest {
  private static final Path RIGHTS =
      Path.of("../../operator/src/main/resources/io/kafkaaudit/operator/rights.yaml");

  /** Kind and name of the roles that hold in each scope of rights.yaml. */
  private static final Map<String, List<String>> ROLES =
      Map.of(
          "own", List.of("Role/kafka-audit-operator"),
          "everywhere", List.of("ClusterRole/kafka-audit-operator"),
          "cluster", List.of("ClusterRole/kafka-audit-operator-webhooks"),
          "audited",
              List.of(
                  "ClusterRole/kafka-audit-operator",
                  "ClusterRole/kafka-audit-operator-namespace"));

  @Test
  void everyRightThatIsUsedIsGiven() throws IOException {
    JsonNode rights = Chart.YAML.readTree(RIGHTS.toFile());
    List<ObjectNode> objects = Chart.render(Chart.values("{}"));
    assertThat(rights.properties()).hasSize(ROLES.size());
    rights
        .properties()
        .forEach(
            scope -> {
              Set<String> given = new TreeSet<>();
              for (ObjectNode object : objects) {
                String id =
                    object.get("kind").asText() + "/" + object.at("/metadata/name").asText();
                if (ROLES.get(scope.getKey()).contains(id)) {
                  object.get("rules").forEach(rule -> given.addAll(each(rule)));
                }
              }
              Set<String> used = new TreeSet<>();
              scope.getValue().forEach(rule -> used.addAll(each(rule)));
              assertThat(given).as(scope.getKey()).containsAll(used);
            });
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
