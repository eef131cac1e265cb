package io.kafkaaudit.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.MockKubernetes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a GitOps controller sees of examples/01-quickstart after the operator has worked. */
class GitOpsIT {
  private static final String TRACKING_LABEL = "app.kubernetes.io/instance";
  private static final String TRACKING_ID = "argocd.argoproj.io/tracking-id";

  @TempDir Path scratch;

  @Test
  void nothingIsOutOfSyncAfterTheOperatorHasWorked() throws Exception {
    try (Platform platform = new Platform(scratch, "01-quickstart", GitOpsIT::tracked)) {
      Map<String, JsonNode> before = untouched();
      List<HasMetadata> ours = new ArrayList<>(platform.list(AuditLog.class));
      ours.addAll(platform.list(AuditCredential.class));
      assertThat(ours).hasSize(2);
      for (HasMetadata resource : ours) {
        assertThat(wanted(resource)).isEqualTo(before.get(resource.getKind()));
        assertThat(resource.getMetadata().getFinalizers())
            .allMatch(finalizer -> finalizer.matches("[a-z]+[.]kafkaaudit[.]io/.+"))
            .hasSize(1);
        assertThat(resource.getMetadata().getGeneration()).isEqualTo(1);
        assertThat(ArgoHealth.of(json(resource)).status()).isEqualTo("Healthy");
      }

      for (Path file : files()) {
        platform.apply(file, GitOpsIT::tracked);
      }
      List<HasMetadata> again = new ArrayList<>(platform.list(AuditLog.class));
      again.addAll(platform.list(AuditCredential.class));
      assertThat(json(again)).isEqualTo(json(ours));
    }
  }

  /** Else Argo CD would take them for its own and delete them, since Git does not have them. */
  @Test
  void whatTheOperatorMakesIsNotTakenForPartOfGit() throws Exception {
    try (Platform platform = new Platform(scratch, "01-quickstart", GitOpsIT::tracked)) {
      List<HasMetadata> made = new ArrayList<>(platform.list(ConfigMap.class));
      made.addAll(platform.list(Secret.class));
      made.removeIf(object -> object.getMetadata().getName().equals("audit-kafka-admin"));
      assertThat(made).hasSizeGreaterThanOrEqualTo(3);
      assertThat(made)
          .allSatisfy(
              object -> {
                assertThat(object.getMetadata().getLabels()).doesNotContainKey(TRACKING_LABEL);
                assertThat(object.getMetadata().getAnnotations()).doesNotContainKey(TRACKING_ID);
              });
      assertThat(made)
          .filteredOn(object -> object.getMetadata().getNamespace().equals("kafka"))
          .allSatisfy(object -> assertThat(object.getMetadata().getOwnerReferences()).hasSize(1));
    }
  }

  /** As Argo CD marks what it applies, by both of its methods. */
  private static String tracked(String yaml) {
    return yaml.replaceFirst(
        "(?m)^metadata:\n",
        "metadata:\n  labels: {%s: kafka-audit-orders}\n  annotations: {%s: x}\n"
            .formatted(TRACKING_LABEL, TRACKING_ID));
  }

  private static List<Path> files() throws IOException {
    return ExampleFiles.numbered(Platform.EXAMPLES.resolve("01-quickstart"));
  }

  /** What the manifests are on an API server without an operator, by kind. */
  private Map<String, JsonNode> untouched() throws IOException {
    Map<String, JsonNode> byKind = new TreeMap<>();
    try (MockKubernetes alone = MockKubernetes.start()) {
      for (Path file : files()) {
        alone.apply(
            Files.writeString(scratch.resolve("alone.yaml"), tracked(Files.readString(file))));
      }
      for (Class<? extends HasMetadata> type : List.of(AuditLog.class, AuditCredential.class)) {
        HasMetadata resource =
            alone.client().resources(type).inAnyNamespace().list().getItems().get(0);
        byKind.put(resource.getKind(), wanted(resource));
      }
    }
    return byKind;
  }

  /** All that a user may write. */
  private static JsonNode wanted(HasMetadata resource) {
    JsonNode json = json(resource);
    return json(
        Map.of(
            "spec", json.path("spec"),
            "labels", json.at("/metadata/labels"),
            "annotations", json.at("/metadata/annotations")));
  }

  private static JsonNode json(Object object) {
    return Serialization.unmarshal(Serialization.asJson(object), JsonNode.class);
  }
}
