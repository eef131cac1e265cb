package io.kafkaaudit.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
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
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every example. CrdValidationIT applies the same manifests to a real API server.
 */
class ExampleManifestsTest {
  private static final Path ROOT = Path.of(System.getProperty("root"));
  private static final Pattern APPLIED =
      Pattern.compile("kubectl apply (?:--server-side )?-f (\\S+)");

  static List<String> examples() throws IOException {
    return ExampleFiles.examples();
  }

  @Test
  void theListHasEveryExample() throws IOException {
    String list = Files.readString(Platform.EXAMPLES.resolve("README.md"));
    assertThat(examples())
        .allSatisfy(name -> assertThat(list).contains("(" + name + "/README.md)"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyManifestIsTaken(String example) throws IOException {
    try (MockKubernetes kubernetes = MockKubernetes.start()) {
      assertThat(apply(kubernetes, example)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void whatItsReadmeAppliesIsThere(String example) throws IOException {
    Path folder = Platform.EXAMPLES.resolve(example);
    APPLIED
        .matcher(Files.readString(folder.resolve("README.md")))
        .results()
        .forEach(match -> assertThat(folder.resolve(match.group(1))).exists());
  }

  /** A wrong path or a subPath would show only when the first key ends, weeks later. */
  @ParameterizedTest
  @MethodSource("examples")
  void aKeyIsMountedWholeWhereItsFilesSay(String example) throws IOException {
    Map<String, String> mountPaths = new TreeMap<>();
    try (MockKubernetes kubernetes = MockKubernetes.start()) {
      apply(kubernetes, "01-quickstart");
      for (AuditCredential credential :
          kubernetes.client().resources(AuditCredential.class).inAnyNamespace().list().getItems()) {
        mountPaths.put(credential.getSpec().getSecretName(), credential.getSpec().getMountPath());
      }
      for (HasMetadata object : apply(kubernetes, example)) {
        if (object instanceof Deployment deployment) {
          assertMounted(deployment.getSpec().getTemplate().getSpec(), mountPaths);
        }
      }
    }
  }

  /** By the pods that the tests of the injection know. */
  @ParameterizedTest
  @CsvSource({
    "strimzi-broker, true",
    "strimzi-entity-operator, false",
    "strimzi-cruise-control, false"
  })
  void ofStrimziOnlyBrokersAndControllersAreSelected(String pod, boolean selected)
      throws IOException {
    Path golden = ROOT.resolve("operator/src/test/resources/golden/pod-patch");
    Map<String, String> labels =
        Serialization.unmarshal(
                Files.readString(golden.resolve(pod).resolve("in-pod.yaml")), Pod.class)
            .getMetadata()
            .getLabels();
    AuditLog log =
        Serialization.unmarshal(
            Files.readString(Platform.EXAMPLES.resolve("03-strimzi/01-auditlog.yaml")),
            AuditLog.class);
    var selector = log.getSpec().getCluster().getPodSelector();
    assertThat(selector.getMatchExpressions()).isNullOrEmpty();
    assertThat(labels.entrySet().containsAll(selector.getMatchLabels().entrySet()))
        .isEqualTo(selected);
  }

  private static void assertMounted(PodSpec pod, Map<String, String> mountPaths) {
    Volume key =
        pod.getVolumes().stream().filter(v -> v.getSecret() != null).findFirst().orElseThrow();
    assertThat(pod.getContainers().get(0).getVolumeMounts())
        .filteredOn(VolumeMount::getName, key.getName())
        .singleElement()
        .satisfies(
            mount -> {
              assertThat(mount.getMountPath())
                  .isEqualTo(mountPaths.get(key.getSecret().getSecretName()));
              assertThat(mount.getSubPath()).isNull();
              assertThat(mount.getSubPathExpr()).isNull();
            });
  }

  private static List<HasMetadata> apply(MockKubernetes kubernetes, String example)
      throws IOException {
    Path folder = Platform.EXAMPLES.resolve(example);
    List<HasMetadata> applied = new ArrayList<>();
    for (Path file : ExampleFiles.platform(folder)) {
      applied.addAll(kubernetes.apply(file));
    }
    for (Path file : ExampleFiles.numbered(folder)) {
      applied.addAll(kubernetes.apply(file));
    }
    return applied;
  }
}
