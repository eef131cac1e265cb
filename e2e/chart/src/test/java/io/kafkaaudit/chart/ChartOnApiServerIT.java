package io.kafkaaudit.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real API server takes what the chart renders, and gives the rights that it should. */
class ChartOnApiServerIT extends OnApiServer {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  static Stream<String> scenarios() throws Exception {
    return ChartTest.scenarios();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void takesEveryRendering(String scenario) throws Exception {
    // Not over what is installed, some fields of which cannot change.
    apply(
        Chart.render(
            "r-" + scenario,
            Chart.values(Files.readString(GOLDEN.resolve(scenario).resolve("values.yaml")))),
        true);
  }

  @Test
  void takesThePlainManifests() throws Exception {
    apply(Chart.parse(Chart.plainManifests()), true);
  }

  /**
   * Roles have other names in one way than in the other: what a binding refers to cannot change.
   */
  @Test
  void theNamespacesMayBeChangedInAnUpgrade() {
    apply(Chart.render(Chart.values("watchNamespaces: [kafka, security]")), true);
    apply(Chart.render(Chart.values("rbac: {secretsEverywhere: true}")), true);
  }

  @Test
  void theControllerMayDoNothingWithSecretsWhereNoNamespaceJoined() {
    assertThat(verbs("kafka-audit-operator", "elsewhere", "secrets")).isEmpty();
    assertThat(verbs("kafka-audit-operator", "elsewhere", "pods")).isEmpty();
    assertThat(verbs("kafka-audit-operator", "elsewhere", "configmaps")).containsOnly("patch");
    assertThat(verbs("kafka-audit-operator", "kafka", "secrets"))
        .containsExactlyInAnyOrder("get", "list", "watch", "create", "patch", "delete");
    assertThat(verbs("kafka-audit-operator", "kafka-audit", "secrets"))
        .containsExactlyInAnyOrder("get", "list", "create", "update", "delete");
  }

  @Test
  void theWebhookMayOnlyReadOurOwnResources() {
    for (String namespace : List.of("kafka-audit", "kafka", "elsewhere")) {
      for (String resource :
          List.of("secrets", "configmaps", "pods", "mutatingwebhookconfigurations")) {
        assertThat(verbs("kafka-audit-operator-webhook", namespace, resource)).isEmpty();
      }
      for (String resource : List.of("auditlogs", "auditcredentials")) {
        assertThat(verbs("kafka-audit-operator-webhook", namespace, resource))
            .containsExactlyInAnyOrder("get", "list", "watch");
      }
    }
  }
}
