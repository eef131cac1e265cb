package io.kafkaaudit.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Deployments of the examples find what they mount, with the Secret that the operator publishes
 * for examples/01-quickstart; ExamplesOnApiServerIT shows that their pods are let in.
 */
class DeploymentsIT {
  @TempDir Path scratch;

  @Test
  void everythingThatAPodMountsIsThere() throws Exception {
    try (Platform platform = new Platform(scratch, "01-quickstart", UnaryOperator.identity())) {
      platform.apply(Platform.EXAMPLES.resolve("10-connect/worker.yaml"), yaml -> yaml);
      List<Deployment> deployments = ExampleFiles.deployments();
      assertThat(deployments).hasSize(4);
      for (Deployment deployment : deployments) {
        PodSpec pod = deployment.getSpec().getTemplate().getSpec();
        String namespace = deployment.getMetadata().getNamespace();
        assertThat(pod.getVolumes()).anyMatch(volume -> volume.getSecret() != null);
        find(platform, namespace, pod);
        for (String wrong : List.of("password.txt", "config")) {
          PodSpec other =
              new PodSpecBuilder(pod)
                  .editFirstVolume()
                  .editSecret()
                  .addNewItem(wrong, null, "key")
                  .endSecret()
                  .endVolume()
                  .build();
          assertThatThrownBy(() -> find(platform, namespace, other)).hasMessageContaining(wrong);
        }
      }
    }
  }

  /** Fails for the first thing that is not there. */
  private static void find(Platform platform, String namespace, PodSpec pod) {
    for (Container container : pod.getContainers()) {
      for (EnvVar variable : container.getEnv()) {
        // The examples have none; whoever adds one must say here where it comes from.
        assertThat(variable.getValueFrom()).as(variable.getName()).isNull();
      }
      assertThat(container.getEnvFrom()).isEmpty();
      for (VolumeMount mount : container.getVolumeMounts()) {
        Volume volume =
            pod.getVolumes().stream()
                .filter(v -> v.getName().equals(mount.getName()))
                .findFirst()
                .orElseThrow();
        if (volume.getEmptyDir() == null) {
          assertThat(files(platform, namespace, volume))
              .as(mount.getMountPath())
              .containsAll(named(container, mount.getMountPath()));
        }
      }
    }
  }

  /** Names of the files of a volume. */
  private static Set<String> files(Platform platform, String namespace, Volume volume) {
    if (volume.getSecret() != null) {
      Secret secret =
          platform
              .client()
              .secrets()
              .inNamespace(namespace)
              .withName(volume.getSecret().getSecretName())
              .get();
      assertThat(secret).as(volume.getSecret().getSecretName()).isNotNull();
      return files(secret.getData(), volume.getSecret().getItems());
    }
    assertThat(volume.getConfigMap()).as(volume.getName()).isNotNull();
    ConfigMap config =
        platform
            .client()
            .configMaps()
            .inNamespace(namespace)
            .withName(volume.getConfigMap().getName())
            .get();
    assertThat(config).as(volume.getConfigMap().getName()).isNotNull();
    return files(config.getData(), volume.getConfigMap().getItems());
  }

  private static Set<String> files(Map<String, String> data, List<KeyToPath> items) {
    assertThat(data.keySet()).containsAll(items.stream().map(KeyToPath::getKey).toList());
    return items.isEmpty()
        ? data.keySet()
        : Set.copyOf(items.stream().map(KeyToPath::getPath).toList());
  }

  /** Files of a folder that the container's command and probe name. */
  private static List<String> named(Container container, String folder) {
    List<String> words = new ArrayList<>(container.getCommand());
    words.addAll(container.getArgs());
    if (container.getLivenessProbe() != null) {
      words.addAll(container.getLivenessProbe().getExec().getCommand());
    }
    return Pattern.compile(Pattern.quote(folder) + "/([\\w.-]+)")
        .matcher(String.join(" ", words))
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}
