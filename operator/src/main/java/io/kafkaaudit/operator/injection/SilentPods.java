package io.kafkaaudit.operator.injection;

import io.kafkaaudit.operator.owned.Names;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Pods that have the agent and from which no report ever came, as of a Job, an exporter or a UI
 * that the selector matches too: in a JVM that is no broker the agent does nothing. Reports name
 * nodes and not pods, so that it may have to name more than these. Pure.
 */
final class SilentPods {
  private static final Pattern ORDINAL = Pattern.compile("-([0-9]{1,6})$");

  private SilentPods() {}

  /**
   * For a person.
   *
   * @param pods names of pods with the agent, more than there are nodes
   * @param nodes that ever reported
   */
  static String sentence(Collection<String> pods, Set<Integer> nodes) {
    return "Pods without any report: "
        + (pods.size() - nodes.size())
        + ", among "
        + Names.list(among(pods, nodes))
        + ". If one of them runs no broker or controller, write cluster.container, or narrow"
        + " cluster.podSelector, so that it does not match";
  }

  private static List<String> among(Collection<String> pods, Set<Integer> nodes) {
    // What creates pods again under their names, as brokers need it, numbers them.
    List<String> unnumbered = pods.stream().filter(pod -> ordinal(pod) < 0).sorted().toList();
    if (!unnumbered.isEmpty() && unnumbered.size() >= pods.size() - nodes.size()) {
      return unnumbered;
    }
    Set<Integer> ordinals = pods.stream().map(SilentPods::ordinal).collect(Collectors.toSet());
    boolean ordinalsAreNodes = ordinals.size() == pods.size() && ordinals.containsAll(nodes);
    return pods.stream()
        .filter(pod -> !ordinalsAreNodes || !nodes.contains(ordinal(pod)))
        .sorted()
        .toList();
  }

  private static int ordinal(String pod) {
    Matcher matcher = ORDINAL.matcher(pod);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
  }
}
