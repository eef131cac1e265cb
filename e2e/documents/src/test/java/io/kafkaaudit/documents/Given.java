package io.kafkaaudit.documents;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a document takes for there already, as commands; so does a heading that starts anew. */
final class Given {
  private static final String MANIFESTS =
      "kubectl apply -f e2e/documents/src/test/resources/given/";
  private static final String KAFKA = MANIFESTS + "kafka.yaml";
  private static final List<String> CRDS =
      List.of(
          KAFKA,
          "kubectl apply --server-side -f crds/src/main/resources/META-INF/fabric8",
          "kubectl wait --for=condition=Established crd --all");
  private static final String[] APPLIED = {
    "kubectl apply -f examples/06-credentials/platform -f examples/06-credentials",
    "kubectl wait --for=condition=Ready auditlogs,auditcredentials --all"
  };
  private static final List<String> READERS = concat(CRDS, APPLIED);
  private static final List<String> OPERATOR =
      concat(
          List.of(
              KAFKA,
              "helm install kafka-audit-operator charts/kafka-audit-operator"
                  + " --namespace kafka-audit --create-namespace --wait"),
          APPLIED);

  private static final List<String> ANOTHER_RELEASE =
      List.of(
          KAFKA,
          "helm install first charts/kafka-audit-operator"
              + " --namespace elsewhere --create-namespace --wait",
          "helm uninstall first --namespace elsewhere");

  private static final Map<String, List<String>> OF =
      Map.ofEntries(
          Map.entry("README.md", List.of(KAFKA)),
          Map.entry("charts/kafka-audit-operator/README.md", List.of(KAFKA)),
          Map.entry("docs/install.md", List.of(KAFKA, MANIFESTS + "own-configuration.yaml")),
          Map.entry("docs/install.md#Without Helm in the cluster", List.of(KAFKA)),
          Map.entry("docs/install.md#Under another release name", ANOTHER_RELEASE),
          Map.entry("docs/install.md#Upgrade", OPERATOR),
          Map.entry("docs/platforms.md", List.of(KAFKA)),
          Map.entry(
              "docs/install.md#In another order",
              concat(
                  READERS,
                  "kubectl patch auditlog orders --type=merge"
                      + " --patch '{\"metadata\": {\"finalizers\": [\"kafkaaudit.io/keys\"]}}'",
                  "kubectl delete auditlog orders --wait=false")),
          Map.entry("docs/consumers.md", READERS),
          Map.entry("docs/crds.md", READERS),
          Map.entry("docs/injection.md", READERS),
          Map.entry("docs/runbook.md", concat(OPERATOR, MANIFESTS + "lease.yaml")),
          Map.entry("docs/gitops.md", List.of("kubectl create namespace argocd")),
          Map.entry(
              "examples/03-strimzi/README.md", concat(CRDS, MANIFESTS + "strimzi-kinds.yaml")),
          Map.entry("examples/11-gitops/README.md", List.of("kubectl create namespace argocd")));

  private Given() {}

  static List<String> of(String document) {
    return OF.getOrDefault(document, CRDS);
  }

  /** Empty: it goes on with what the commands before it made. */
  static List<String> of(String document, String heading) {
    return OF.getOrDefault(document + "#" + heading, List.of());
  }

  private static List<String> concat(List<String> first, String... then) {
    return Stream.concat(first.stream(), Stream.of(then)).toList();
  }
}
