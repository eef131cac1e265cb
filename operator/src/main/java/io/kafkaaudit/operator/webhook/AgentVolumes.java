package io.kafkaaudit.operator.webhook;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.kafkaaudit.contract.AgentFiles;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.owned.AgentObjects;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The agent's part of a pod. The jar comes from a ConfigMap that must be there; settings and writer
 * key come together in one directory and may be missing: then the agent waits, and the broker
 * starts. Never a subPath, which would not follow changes. Pure.
 */
public final class AgentVolumes {
  public static final String JAR_FILE = "kafka-audit-agent.jar";
  static final String JAR_VOLUME = "kafka-audit-agent-jar";
  static final String DIRECTORY_VOLUME = "kafka-audit-agent";
  static final String JAR_PATH = "/opt/kafka-audit-agent";
  static final String OPTION = "-javaagent:" + JAR_PATH + "/" + JAR_FILE;
  private static final String JAR_CONFIG_MAP = "kafka-audit-agent-";

  /** What the API server fills in, so that what is read back equals what was asked for. */
  private static final int DEFAULT_MODE = 0644;

  private AgentVolumes() {}

  /** The immutable ConfigMap in the namespace of the pods that holds the jar of a revision. */
  public static String jarConfigMap(String revision) {
    return JAR_CONFIG_MAP + revision;
  }

  static Volume jar(String revision) {
    return new VolumeBuilder()
        .withName(JAR_VOLUME)
        .withNewConfigMap()
        .withName(jarConfigMap(revision))
        .withDefaultMode(DEFAULT_MODE)
        .endConfigMap()
        .build();
  }

  static Volume directory(AuditLog log) {
    return new VolumeBuilder()
        .withName(DIRECTORY_VOLUME)
        .withNewProjected()
        .withDefaultMode(DEFAULT_MODE)
        .addNewSource()
        .withNewConfigMap()
        .withName(AgentObjects.settingsConfigMap(log))
        .withOptional(true)
        .endConfigMap()
        .endSource()
        .addNewSource()
        .withNewSecret()
        .withName(AgentObjects.writerSecret(log))
        .withOptional(true)
        .endSecret()
        .endSource()
        .endProjected()
        .build();
  }

  static List<VolumeMount> mounts() {
    return List.of(
        mount(JAR_VOLUME, JAR_PATH), mount(DIRECTORY_VOLUME, AgentFiles.DEFAULT_DIRECTORY));
  }

  private static VolumeMount mount(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).withReadOnly(true).build();
  }

  /** Revision of the jar that a volume of any pod brings; null: it brings none. */
  private static @Nullable String revision(Volume volume) {
    if (volume.getConfigMap() == null || volume.getConfigMap().getName() == null) {
      return null;
    }
    String name = volume.getConfigMap().getName();
    return name.startsWith(JAR_CONFIG_MAP) ? name.substring(JAR_CONFIG_MAP.length()) : null;
  }

  static boolean isJar(Volume volume) {
    return volume.getName().equals(JAR_VOLUME) && revision(volume) != null;
  }

  static boolean isDirectory(Volume volume) {
    return volume.getName().equals(DIRECTORY_VOLUME) && volume.getProjected() != null;
  }

  /** Whether the pod mounts that ConfigMap as a volume, running or not. */
  public static boolean refersTo(Pod pod, String configMap) {
    return volumes(pod).stream()
        .anyMatch(v -> v.getConfigMap() != null && configMap.equals(v.getConfigMap().getName()));
  }

  /** Revision of the agent that works for the AuditLog in that pod; empty: none does. */
  public static Optional<String> revision(Pod pod, AuditLog log) {
    boolean loaded =
        pod.getSpec().getContainers().stream()
            .anyMatch(
                container ->
                    container.getVolumeMounts().containsAll(mounts()) && loadsAgent(container));
    if (!loaded || !volumes(pod).contains(directory(log))) {
      return Optional.empty();
    }
    return volumes(pod).stream().filter(AgentVolumes::isJar).map(v -> revision(v)).findFirst();
  }

  private static boolean loadsAgent(Container container) {
    return container.getEnv().stream()
        .anyMatch(
            env ->
                env.getName().equals(InjectionRules.VARIABLE)
                    && env.getValue() != null
                    && env.getValue().contains(OPTION));
  }

  static List<Volume> volumes(Pod pod) {
    return pod.getSpec().getVolumes() == null ? List.of() : pod.getSpec().getVolumes();
  }
}
