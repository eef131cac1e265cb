package io.kafkaaudit.operator.webhook;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.kafkaaudit.contract.AgentFiles;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.owned.Age;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What each rule of {@link InjectionDecision} looks at. Pure. */
final class InjectionRules {
  static final String VARIABLE = "JAVA_TOOL_OPTIONS";
  private static final String COMPONENT = "strimzi.io/component-type";

  private InjectionRules() {}

  static int kafkaContainer(AuditLog log, Pod pod) {
    List<Container> containers = pod.getSpec().getContainers();
    String wanted = log.getSpec().getCluster().getContainer();
    String name = wanted == null ? "kafka" : wanted;
    String component = labels(pod).get(COMPONENT);
    if (component != null && !component.equals("kafka")) {
      return -1; // Strimzi gives its Connect, Cruise Control and exporter the same cluster label
    }
    for (int i = 0; i < containers.size(); i++) {
      if (containers.get(i).getName().equals(name)) {
        return i;
      }
    }
    return wanted == null && containers.size() == 1 && !isExporter(containers.get(0)) ? 0 : -1;
  }

  private static boolean isExporter(Container container) {
    return (container.getName() + " " + repository(container))
        .toLowerCase(Locale.ROOT)
        .contains("exporter");
  }

  /** Last part of the image's name, without tag and digest. */
  private static String repository(Container container) {
    String image = container.getImage() == null ? "" : container.getImage();
    String last = image.substring(image.lastIndexOf('/') + 1);
    return last.split("[:@]", 2)[0];
  }

  static Optional<InjectionDecision.Skip> ofAuditLog(
      AuditLog log, Collection<AuditLog> neighbours, Pod pod) {
    if (!active(log)) {
      return skip(
          SkipReason.Suspended,
          "AuditLog " + log.getMetadata().getName() + " is suspended or being deleted");
    }
    return neighbours.stream()
        .filter(other -> active(other) && Age.isOlder(other, log))
        .filter(
            other ->
                LabelSelectors.matches(
                    other.getSpec().getCluster().getPodSelector(), pod.getMetadata().getLabels()))
        .filter(other -> kafkaContainer(other, pod) >= 0)
        .findFirst()
        .flatMap(
            other ->
                skip(
                    SkipReason.ClaimedByOlderAuditLog,
                    "AuditLog "
                        + other.getMetadata().getName()
                        + " selects this pod too and is older: make one cluster.podSelector"
                        + " narrower, or delete one of the two"));
  }

  static boolean active(AuditLog log) {
    return log.getMetadata().getDeletionTimestamp() == null
        && !Boolean.TRUE.equals(log.getSpec().getSuspend());
  }

  static Optional<InjectionDecision.Skip> ofContainer(Container container) {
    if (!repository(container).contains("kafka-native")) {
      return Optional.empty();
    }
    return skip(
        SkipReason.NativeImage,
        "image of container "
            + container.getName()
            + " is a GraalVM native image, which loads no agent: use the image with a JVM");
  }

  static Optional<InjectionDecision.Skip> ofVolumes(Pod pod, Container container) {
    for (Volume volume : AgentVolumes.volumes(pod)) {
      boolean ours = AgentVolumes.isJar(volume) || AgentVolumes.isDirectory(volume);
      if (!ours
          && List.of(AgentVolumes.JAR_VOLUME, AgentVolumes.DIRECTORY_VOLUME)
              .contains(volume.getName())) {
        return skip(
            SkipReason.VolumeNameTaken,
            "volume " + volume.getName() + " is not the operator's: give it another name");
      }
    }
    for (VolumeMount mount : container.getVolumeMounts()) {
      boolean ours =
          List.of(AgentVolumes.JAR_VOLUME, AgentVolumes.DIRECTORY_VOLUME).contains(mount.getName());
      if (!ours
          && List.of(AgentVolumes.JAR_PATH, AgentFiles.DEFAULT_DIRECTORY)
              .contains(mount.getMountPath())) {
        return skip(
            SkipReason.MountPathTaken,
            "volume "
                + mount.getName()
                + " is mounted at "
                + mount.getMountPath()
                + ", where the agent belongs: mount it elsewhere");
      }
    }
    return Optional.empty();
  }

  static Optional<InjectionDecision.Skip> ofEnvironment(Pod pod, Container container) {
    EnvVar variable = variable(container);
    if (variable != null && variable.getValueFrom() != null) {
      return skip(
          SkipReason.JavaToolOptionsFromSource,
          "container "
              + container.getName()
              + " takes "
              + VARIABLE
              + " by valueFrom, to which nothing can be appended: write it as a value");
    }
    Optional<String> loading =
        options(pod, container).anotherCopy()
            ? Optional.of(VARIABLE)
            : container.getEnv().stream()
                .filter(env -> !env.getName().equals(VARIABLE) && env.getValue() != null)
                .filter(env -> JavaToolOptions.loadAgent(env.getValue()))
                .map(EnvVar::getName)
                .findFirst();
    if (loading.isPresent()) {
      return skip(
          SkipReason.AgentAlreadyThere,
          loading.get()
              + " of container "
              + container.getName()
              + " loads another copy of the agent: remove it");
    }
    boolean hidden =
        variable == null
            && OwnedObjects.annotation(pod, Labels.JAVA_TOOL_OPTIONS) == null
            && container.getEnvFrom().stream().anyMatch(InjectionRules::mayHoldVariable);
    if (!hidden) {
      return Optional.empty();
    }
    return skip(
        SkipReason.EnvFromMayHoldJavaToolOptions,
        "envFrom of container "
            + container.getName()
            + " may hold "
            + VARIABLE
            + ", which the agent's would replace: annotate the pod template with "
            + Labels.JAVA_TOOL_OPTIONS
            + ": its value, empty if there is none");
  }

  private static boolean mayHoldVariable(EnvFromSource source) {
    return source.getPrefix() == null || VARIABLE.startsWith(source.getPrefix());
  }

  /** What JAVA_TOOL_OPTIONS is before this agent goes in. */
  static JavaToolOptions options(Pod pod, Container container) {
    EnvVar variable = variable(container);
    String value =
        variable == null
            ? OwnedObjects.annotation(pod, Labels.JAVA_TOOL_OPTIONS)
            : variable.getValue();
    return JavaToolOptions.of(orEmpty(value));
  }

  /** Of several entries of one name the last one holds. */
  private static @Nullable EnvVar variable(Container container) {
    return container.getEnv().stream()
        .filter(env -> env.getName().equals(VARIABLE))
        .reduce((first, second) -> second)
        .orElse(null);
  }

  private static Map<String, String> labels(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Optional<InjectionDecision.Skip> skip(SkipReason reason, String message) {
    return Optional.of(new InjectionDecision.Skip(reason, message));
  }
}
