package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.Revision;
import io.kafkaaudit.operator.webhook.AgentVolumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * The agent's jar as it travels to pods: in an immutable ConfigMap with its hash in the name, so
 * that a pod's revision is what the pod says it is.
 *
 * @param revision first 12 hexadecimal digits of the SHA-256 of the jar
 * @param base64 the jar
 */
public record AgentJar(String revision, String base64) {
  /** What a ConfigMap may hold. */
  private static final int LARGEST = 1024 * 1024;

  /**
   * Reads it.
   *
   * @throws IOException when there is none, or when no ConfigMap can hold it
   */
  public static AgentJar read(Path path) throws IOException {
    byte[] jar = Files.readAllBytes(path);
    if (jar.length > LARGEST) {
      throw new IOException(path + " is larger than 1 MiB and fits into no ConfigMap");
    }
    return new AgentJar(Revision.of(jar), Base64.getEncoder().encodeToString(jar));
  }

  String configMapName() {
    return AgentVolumes.jarConfigMap(revision);
  }

  ConfigMap configMap(String namespace) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(configMapName())
        .addToLabels(Labels.ROLE, Labels.AGENT_JAR)
        .endMetadata()
        .addToBinaryData(AgentVolumes.JAR_FILE, base64)
        .withImmutable(true)
        .build();
  }

  /** Whether a ConfigMap of that name is ours and unchanged. */
  boolean isIn(ConfigMap present) {
    return Boolean.TRUE.equals(present.getImmutable())
        && present.getBinaryData() != null
        && base64.equals(present.getBinaryData().get(AgentVolumes.JAR_FILE))
        && present.getBinaryData().size() == 1
        && (present.getData() == null || present.getData().isEmpty());
  }

  @Override
  public String toString() {
    return "AgentJar " + revision;
  }
}
