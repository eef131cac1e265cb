package io.kafkaaudit.operator.rollout;

import io.kafkaaudit.operator.kafka.ClusterState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which node each pod runs. By annotation kafkaaudit.io/first-node-id and the pod's ordinal; of
 * Strimzi's pods by their names, which end with it; else by the host that the node advertises,
 * which is the pod's address or its name in a headless Service. Pure.
 *
 * @param ids node ids by pod name; all different, and all of nodes of the cluster
 * @param unknown names of pods that are not in ids
 */
record PodNodes(Map<String, Integer> ids, List<String> unknown) {

  static PodNodes of(Collection<RolloutPod> pods, ClusterState cluster) {
    Map<Integer, List<String>> podsById = new HashMap<>();
    List<String> unknown = new ArrayList<>();
    for (RolloutPod pod : pods) {
      Set<Integer> found = candidates(pod, cluster);
      if (found.size() == 1) {
        podsById.computeIfAbsent(found.iterator().next(), id -> new ArrayList<>()).add(pod.name());
      } else {
        unknown.add(pod.name());
      }
    }
    Map<String, Integer> ids = new TreeMap<>();
    podsById.forEach(
        (id, names) -> {
          if (names.size() == 1) {
            ids.put(names.get(0), id);
          } else {
            unknown.addAll(names);
          }
        });
    return new PodNodes(ids, unknown.stream().sorted().toList());
  }

  private static Set<Integer> candidates(RolloutPod pod, ClusterState cluster) {
    return cluster.nodes().stream()
        .filter(
            node -> {
              if (pod.firstNodeId() != null) {
                return pod.ordinal() != null && node.id() == pod.firstNodeId() + pod.ordinal();
              }
              if (pod.isStrimzis()) {
                return pod.ordinal() != null && node.id() == pod.ordinal();
              }
              return node.hosts().stream().anyMatch(host -> isAddressOf(pod, host));
            })
        .map(ClusterState.Node::id)
        .collect(Collectors.toSet());
  }

  /** The name is pod, pod.service or pod.service.namespace and so on. */
  private static boolean isAddressOf(RolloutPod pod, String host) {
    String[] labels = host.split("\\.", -1);
    return host.equals(pod.ip())
        || (labels[0].equals(pod.name())
            && (labels.length < 3 || labels[2].equals(pod.namespace())));
  }
}
