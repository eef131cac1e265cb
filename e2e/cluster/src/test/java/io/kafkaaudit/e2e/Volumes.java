package io.kafkaaudit.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Volumes for the brokers where the cluster has no default storage class: directories of the node,
 * since a broker's data must outlive its pod.
 */
final class Volumes {
  private static final String DIRECTORY = "/var/tmp/kafka-audit-e2e";
  private static final String PREFIX = "kafka-audit-e2e-";
  private static final String NAMESPACE = "kafka-audit-e2e";

  private Volumes() {}

  /** Makes one for each claim, {@code namespace/name}. */
  static void provide(KubernetesClient client, List<String> claims) {
    boolean provisioned =
        client.storage().v1().storageClasses().list().getItems().stream()
            .anyMatch(
                type ->
                    type.getMetadata().getAnnotations() != null
                        && "true"
                            .equals(
                                type.getMetadata()
                                    .getAnnotations()
                                    .get("storageclass.kubernetes.io/is-default-class")));
    boolean present =
        client.persistentVolumes().list().getItems().stream()
            .anyMatch(volume -> volume.getMetadata().getName().startsWith(PREFIX));
    if (provisioned || present) {
      return;
    }
    String run = DIRECTORY + "/" + System.currentTimeMillis();
    StringBuilder command = new StringBuilder("set -e");
    for (String claim : claims) {
      String path = run + "/" + claim.replace('/', '-');
      command.append("; mkdir -p ").append(path).append("; chmod 777 ").append(path);
    }
    asRootOnTheNode(client, command.toString());
    for (String claim : claims) {
      String[] name = claim.split("/");
      client
          .resource(
              new PersistentVolumeBuilder()
                  .withNewMetadata()
                  .withName(PREFIX + claim.replace('/', '-'))
                  .endMetadata()
                  .withNewSpec()
                  .withCapacity(Map.of("storage", new Quantity("1Gi")))
                  .withAccessModes("ReadWriteOnce")
                  .withPersistentVolumeReclaimPolicy("Delete")
                  .withNewHostPath(run + "/" + claim.replace('/', '-'), "Directory")
                  .withNewClaimRef()
                  .withKind("PersistentVolumeClaim")
                  .withNamespace(name[0])
                  .withName(name[1])
                  .endClaimRef()
                  .endSpec()
                  .build())
          .create();
    }
  }

  private static void asRootOnTheNode(KubernetesClient client, String command) {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .addToLabels("pod-security.kubernetes.io/enforce", "privileged")
                .endMetadata()
                .build())
        .serverSideApply();
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withGenerateName("volumes-")
            .withNamespace(NAMESPACE)
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy("Never")
            .withAutomountServiceAccountToken(false)
            .addNewContainer()
            .withName("mkdir")
            .withImage(KafkaClusters.IMAGE)
            .withCommand("sh", "-c", command)
            .withNewSecurityContext()
            .withRunAsUser(0L)
            .endSecurityContext()
            .addNewVolumeMount()
            .withName("tmp")
            .withMountPath("/var/tmp")
            .endVolumeMount()
            .endContainer()
            .addNewVolume()
            .withName("tmp")
            .withNewHostPath("/var/tmp", "Directory")
            .endVolume()
            .endSpec()
            .build();
    Pod made = client.resource(pod).create();
    await("directories on the node")
        .atMost(Duration.ofSeconds(60))
        .until(() -> "Succeeded".equals(client.resource(made).get().getStatus().getPhase()));
  }
}
