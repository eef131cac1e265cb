package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.Pod;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.owned.Names;
import io.kafkaaudit.operator.webhook.AgentVolumes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the pods of the audited cluster say about the agent. They are judged by their spec, not by
 * annotations, which anybody may write. Pure.
 *
 * @param desired pods with a Kafka container
 * @param injected those of them with the agent of the revision
 * @param covered those of them with an agent of any revision
 * @param endingWithout pods beside them that run to their end without an agent: a controller may
 *     decide until the last moment
 * @param good whether that is as asked
 * @param message for a person, with the commands that help
 * @param pods those that have the agent, and those that were passed over for a reason
 */
public record InjectionReport(
    int desired,
    int injected,
    int covered,
    int endingWithout,
    boolean good,
    Reason reason,
    String message,
    List<InjectedPod> pods) {
  /**
   * What became of a pod.
   *
   * @param revision of its agent; null: it has none
   * @param skipped why it has none
   */
  public record InjectedPod(
      String uid, String name, @Nullable String revision, @Nullable String skipped) {}

  /**
   * Looks at the pods.
   *
   * @param neighbours the AuditLogs of the namespace
   * @param pods those that the selector matches
   * @param revision of the jar that new pods get
   * @param asking since when the API server asks the webhook about such pods; null: not known
   */
  public static InjectionReport of(
      AuditLog log,
      Collection<AuditLog> neighbours,
      Collection<Pod> pods,
      String revision,
      @Nullable Instant asking) {
    Pods seen = new Pods(asking);
    pods.stream()
        .filter(pod -> !isOver(pod))
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
        .forEach(
            pod -> {
              if (isEnding(pod)) {
                seen.addEnding(pod, log, neighbours);
              } else {
                seen.add(pod, log, neighbours, revision);
              }
            });
    return Boolean.TRUE.equals(log.getSpec().getSuspend())
        ? seen.suspended()
        : seen.report(log, revision);
  }

  /** Whether the pod runs no container any more. */
  public static boolean isOver(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  private static boolean isEnding(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  /** Names of those that have the agent, whatever its revision. */
  static List<String> withAgent(AuditLog log, Collection<Pod> pods) {
    return pods.stream()
        .filter(
            pod -> !isOver(pod) && !isEnding(pod) && AgentVolumes.revision(pod, log).isPresent())
        .map(pod -> pod.getMetadata().getName())
        .sorted()
        .toList();
  }

  /** The same with another sentence at its end. */
  InjectionReport and(String sentence) {
    return new InjectionReport(
        desired, injected, covered, endingWithout, good, reason, message + ". " + sentence, pods);
  }

  private static final class Pods {
    private final List<String> current = new ArrayList<>();
    private final List<Pod> outdated = new ArrayList<>();
    private final List<Pod> without = new ArrayList<>();
    private final List<InjectedPod> pods = new ArrayList<>();
    private final List<String> notKafka = new ArrayList<>();
    private final TreeMap<String, List<String>> skipped = new TreeMap<>();
    private final List<Pod> missed = new ArrayList<>();
    private final @Nullable Instant asking;
    private int endingWithout;

    Pods(@Nullable Instant asking) {
      this.asking = asking;
    }

    void addEnding(Pod pod, AuditLog log, Collection<AuditLog> neighbours) {
      PodAgent agent = PodAgent.of(pod, log, neighbours, "any");
      if (agent.state() == PodAgent.State.Without || agent.state() == PodAgent.State.Skipped) {
        endingWithout++;
      }
    }

    void add(Pod pod, AuditLog log, Collection<AuditLog> neighbours, String revision) {
      String name = pod.getMetadata().getName();
      PodAgent agent = PodAgent.of(pod, log, neighbours, revision);
      switch (agent.state()) {
        case NotKafka -> notKafka.add(name);
        case Current -> {
          pods.add(new InjectedPod(pod.getMetadata().getUid(), name, revision, null));
          current.add(name);
        }
        case Outdated -> {
          pods.add(
              new InjectedPod(
                  pod.getMetadata().getUid(),
                  name,
                  AgentVolumes.revision(pod, log).orElse(null),
                  null));
          outdated.add(pod);
        }
        case Without -> {
          without.add(pod);
          if (asking != null && MissedPod.is(pod, log, asking)) {
            missed.add(pod);
          }
        }
        case Skipped -> {
          pods.add(new InjectedPod(pod.getMetadata().getUid(), name, null, agent.skipped()));
          skipped.computeIfAbsent(agent.skipped(), text -> new ArrayList<>()).add(name);
        }
      }
    }

    private int desired() {
      return current.size()
          + outdated.size()
          + without.size()
          + skipped.values().stream().mapToInt(List::size).sum();
    }

    private int covered() {
      return current.size() + outdated.size();
    }

    InjectionReport suspended() {
      List<String> still = new ArrayList<>(current);
      outdated.forEach(pod -> still.add(pod.getMetadata().getName()));
      String message =
          "suspend is true: pods that start get no agent. "
              + (still.isEmpty()
                  ? "No pod has it any more"
                  : "These have it until they are restarted: " + Names.list(still));
      return new InjectionReport(
          desired(),
          current.size(),
          covered(),
          endingWithout,
          false,
          Reason.Suspended,
          message,
          List.copyOf(pods));
    }

    InjectionReport report(AuditLog log, String revision) {
      String count = current.size() + "/" + desired() + " on revision " + revision;
      if (desired() == 0) {
        String others =
            notKafka.isEmpty()
                ? ""
                : ". Without one: "
                    + Names.list(notKafka)
                    + ". If Kafka runs in them, write cluster.container";
        return new InjectionReport(
            0,
            0,
            0,
            endingWithout,
            false,
            Reason.NoPods,
            "cluster.podSelector selects no pod with a Kafka container" + others,
            List.of());
      }
      List<String> parts = new ArrayList<>(List.of(count));
      skipped.forEach((text, pods) -> parts.add("Skipped " + Names.list(pods) + ": " + text));
      if (!without.isEmpty()) {
        parts.add("Without the agent: " + podNames(without));
      }
      if (asking != null && !missed.isEmpty()) {
        parts.add(MissedPod.sentence(podNames(missed), asking));
      }
      if (!outdated.isEmpty()) {
        parts.add("With an older one: " + podNames(outdated));
      }
      Set<Pod> restart = new LinkedHashSet<>(without);
      restart.addAll(outdated);
      if (!restart.isEmpty() && !Injection.isAutomatic(log)) {
        parts.add(RestartCommands.of(log.getMetadata().getNamespace(), restart));
      }
      Reason reason =
          !skipped.isEmpty()
              ? Reason.PodsSkipped
              : restart.isEmpty() ? Reason.AllInjected : Reason.RestartNeeded;
      return new InjectionReport(
          desired(),
          current.size(),
          covered(),
          endingWithout,
          reason == Reason.AllInjected,
          reason,
          String.join(". ", parts),
          List.copyOf(pods));
    }

    private static String podNames(Collection<Pod> pods) {
      return Names.list(pods.stream().map(pod -> pod.getMetadata().getName()).toList());
    }
  }
}
