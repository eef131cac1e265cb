package io.kafkaaudit.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

  /** Its admission assigns user and groups from a range of each namespace, and takes no other. */
  @Test
  void onOpenShiftNoUserOrGroupIsChosen() {
    Map<String, Object> values = Map.of("crds.install", false);
    install("kubernetes", values);
    assertThat(contexts("kubernetes"))
        .hasSize(2)
        .allSatisfy(context -> assertThat(context.getRunAsUser()).isEqualTo(65532))
        .allSatisfy(context -> assertThat(context.getFsGroup()).isEqualTo(65532));
    var kind =
        admin
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .load(getClass().getResourceAsStream("/openshift-kind.yaml"));
    kind.create();
    try {
      kind.waitUntilCondition(ChartOnApiServerIT::isServed, 30, TimeUnit.SECONDS);
      install("openshift", values);
      assertThat(contexts("openshift"))
          .hasSize(2)
          .containsOnly(
              new PodSecurityContextBuilder()
                  .withRunAsNonRoot(true)
                  .withNewSeccompProfile()
                  .withType("RuntimeDefault")
                  .endSeccompProfile()
                  .build());
    } finally {
      kind.delete();
    }
  }

  private static List<PodSecurityContext> contexts(String release) {
    return admin
        .apps()
        .deployments()
        .inNamespace("kafka-audit")
        .withLabel("app.kubernetes.io/instance", release)
        .list()
        .getItems()
        .stream()
        .map(deployment -> deployment.getSpec().getTemplate().getSpec().getSecurityContext())
        .toList();
  }

  private static boolean isServed(CustomResourceDefinition kind) {
    return kind != null
        && kind.getStatus() != null
        && kind.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  @Test
  void crdsOfAnotherReleaseAreTakenOverByThePrintedCommands() {
    own("first", "kafka-audit");
    assertThatThrownBy(() -> install("second", Map.of()))
        .hasMessageContaining("belongs to the Helm release first in namespace kafka-audit")
        .hasMessageContaining("meta.helm.sh/release-name=second")
        .hasMessageContaining("crds.install=false");
    own("second", "elsewhere");
    assertThatThrownBy(() -> install("second", Map.of()))
        .hasMessageContaining("release second in namespace elsewhere");
    own("second", "kafka-audit");
    assertThat(install("second", Map.of())).contains("is installed in namespace kafka-audit");
  }

  /** What {@code kubectl annotate} and {@code kubectl label} do. */
  private static void own(String release, String namespace) {
    for (String name : List.of("auditlogs", "auditcredentials")) {
      admin
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(name + ".kafkaaudit.io")
          .edit(
              crd ->
                  new CustomResourceDefinitionBuilder(crd)
                      .editMetadata()
                      .addToAnnotations("meta.helm.sh/release-name", release)
                      .addToAnnotations("meta.helm.sh/release-namespace", namespace)
                      .addToLabels("app.kubernetes.io/managed-by", "Helm")
                      .endMetadata()
                      .build());
    }
  }

  @Test
  void theNotesNameTheNextStep() {
    assertThat(install("notes", Map.of("crds.install", false)))
        .contains(
            "kubectl apply -f examples/01-quickstart/platform/destination-admin.yaml",
            "kubectl apply -f examples/01-quickstart/01-auditlog.yaml",
            "kubectl -n kafka describe auditlog orders",
            "notes-kafka-audit-operator-webhook-certificate");
  }
}
