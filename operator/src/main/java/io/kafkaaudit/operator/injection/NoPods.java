package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.ShortText;
import io.kafkaaudit.operator.owned.Names;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why an AuditLog finds no pod that runs Kafka, and what to write in its selector. Pure. */
final class NoPods {
  private static final int MOST_PODS = 3;
  private static final int LONGEST_LABELS = 500;

  /** Labels that no selector should have: they change at each rollout, or are of one pod alone. */
  private static final List<String> OF_ONE_POD =
      List.of(
          "controller-revision-hash",
          "pod-template-hash",
          "statefulset.kubernetes.io/pod-name",
          "apps.kubernetes.io/pod-index");

  private NoPods() {}

  /**
   * The sentence that follows what the condition says already.
   *
   * @param matched how many pods the selector matches, with Kafka or not
   * @param all every pod of the namespace
   */
  static String advice(AuditLog log, int matched, Collection<Pod> all) {
    String namespace = log.getMetadata().getNamespace();
    StringBuilder text =
        new StringBuilder("The selector is ")
            .append(selector(log.getSpec().getCluster().getPodSelector()))
            .append("; it matches ")
            .append(matched == 0 ? "no pod" : pods(matched))
            .append(" of the ")
            .append(all.size())
            .append(" in namespace ")
            .append(namespace);
    List<Pod> kafka =
        all.stream()
            .filter(pod -> !InjectionReport.isOver(pod) && looksLikeKafka(pod))
            .sorted((a, b) -> a.getMetadata().getName().compareTo(b.getMetadata().getName()))
            .toList();
    if (all.isEmpty()) {
      text.append(": create the AuditLog in the namespace of Kafka's pods");
    } else if (kafka.isEmpty()) {
      text.append(", and by name and image no pod there runs Kafka");
    } else {
      text.append(". By name or image these run Kafka: ")
          .append(
              kafka.stream().limit(MOST_PODS).map(NoPods::labels).collect(Collectors.joining("; ")))
          .append(kafka.size() > MOST_PODS ? "; and " + (kafka.size() - MOST_PODS) + " more" : "");
    }
    return text.toString();
  }

  private static String pods(int number) {
    return number == 1 ? "1 pod" : number + " pods";
  }

  private static String selector(LabelSelector selector) {
    Map<String, String> labels =
        selector.getMatchLabels() == null ? Map.of() : new TreeMap<>(selector.getMatchLabels());
    List<LabelSelectorRequirement> expressions =
        selector.getMatchExpressions() == null ? List.of() : selector.getMatchExpressions();
    return ShortText.of(
        Stream.concat(
                labels.entrySet().stream().map(label -> label.getKey() + "=" + label.getValue()),
                expressions.stream()
                    .map(e -> e.getKey() + " " + e.getOperator() + values(e.getValues())))
            .collect(Collectors.joining(", ")),
        LONGEST_LABELS);
  }

  private static String values(List<String> values) {
    return values == null || values.isEmpty() ? "" : " (" + Names.list(values) + ")";
  }

  private static boolean looksLikeKafka(Pod pod) {
    return pod.getSpec().getContainers().stream().anyMatch(NoPods::looksLikeKafka);
  }

  private static boolean looksLikeKafka(Container container) {
    String image = container.getImage() == null ? "" : container.getImage();
    String words = (container.getName() + " " + image).toLowerCase(Locale.ROOT);
    return words.contains("kafka") && !words.contains("exporter") && !words.contains("kafka-audit");
  }

  private static String labels(Pod pod) {
    Map<String, String> labels =
        pod.getMetadata().getLabels() == null
            ? new TreeMap<>()
            : new TreeMap<>(pod.getMetadata().getLabels());
    labels.keySet().removeAll(OF_ONE_POD);
    return pod.getMetadata().getName()
        + " with "
        + (labels.isEmpty()
            ? "no labels"
            : "labels "
                + ShortText.of(
                    labels.entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(", ")),
                    LONGEST_LABELS));
  }
}
