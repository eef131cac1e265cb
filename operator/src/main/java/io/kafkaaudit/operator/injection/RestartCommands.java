package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.kafkaaudit.operator.owned.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Commands for a person who restarts pods by hand. Pasted as they are, each waits for the one
 * before it, and a failure ends them. Pure.
 */
final class RestartCommands {
  private static final int MOST = 10;
  private static final String TEMPLATE_HASH = "pod-template-hash";

  private RestartCommands() {}

  /** What to do, as text for a condition. */
  static String of(String namespace, Collection<Pod> pods) {
    Set<String> commands = new LinkedHashSet<>();
    List<String> alone = new ArrayList<>();
    pods.stream()
        .sorted(Comparator.comparing(pod -> !isControllerByName(pod)))
        .forEach(
            pod ->
                PodAgent.controller(pod)
                    .ifPresentOrElse(
                        owner -> commands.add(command("kubectl -n " + namespace, pod, owner)),
                        () -> alone.add(pod.getMetadata().getName())));
    List<String> parts = new ArrayList<>();
    if (!alone.isEmpty()) {
      parts.add(
          "No controller would create these pods again, so create them again yourself, one at a"
              + " time: "
              + Names.list(alone));
    }
    if (!commands.isEmpty()) { // last, so that nothing follows what is copied
      String which = commands.size() > MOST ? "Restart these and look here again" : "Restart them";
      parts.add(
          which
              + ", controllers first: "
              + String.join(" && ", commands.stream().limit(MOST).toList()));
    }
    return String.join(". ", parts);
  }

  /** A guess; Kafka is not asked. */
  private static boolean isControllerByName(Pod pod) {
    return pod.getMetadata().getName().contains("controller");
  }

  private static String command(String kubectl, Pod pod, OwnerReference owner) {
    String name = pod.getMetadata().getName();
    return switch (owner.getKind()) {
      case PodAgent.STATEFUL_SET ->
          "%1$s rollout restart statefulset/%2$s && %1$s rollout status statefulset/%2$s"
              .formatted(kubectl, owner.getName());
      // Strimzi itself restarts one pod after the other, controllers first.
      case PodAgent.STRIMZI_POD_SET ->
          "%s annotate strimzipodset %s %s=true --overwrite"
              .formatted(kubectl, owner.getName(), PodAgent.STRIMZI_RESTART);
      case "ReplicaSet" ->
          "%1$s delete pod %2$s && %1$s rollout status deployment/%3$s"
              .formatted(kubectl, name, deployment(pod, owner));
      default ->
          "%1$s delete pod %2$s && %1$s wait --for=condition=Ready pod/%2$s --timeout=10m"
              .formatted(kubectl, name);
    };
  }

  /** Of a Deployment the name, to which its ReplicaSets append the hash of the template. */
  private static String deployment(Pod pod, OwnerReference replicaSet) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    String hash = labels == null ? null : labels.get(TEMPLATE_HASH);
    String name = replicaSet.getName();
    return hash != null && name.endsWith("-" + hash)
        ? name.substring(0, name.length() - hash.length() - 1)
        : name;
  }
}
