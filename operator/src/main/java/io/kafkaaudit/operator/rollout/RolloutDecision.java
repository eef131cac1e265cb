package io.kafkaaudit.operator.rollout;

import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.injection.PodAgent;
import io.kafkaaudit.operator.kafka.ClusterState;
import io.kafkaaudit.operator.kafka.ClusterState.Broker;
import io.kafkaaudit.operator.kafka.ClusterState.Node;
import io.kafkaaudit.operator.owned.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an automatic rollout does next: controllers first, the active one last of them, then
 * brokers; one pod at a time, and none before all nodes are well and the last pod is back. Pure.
 *
 * @param message for a person; it does not change while nothing does
 * @param attempt the pod that is restarted now, to be written down before it is; null: none
 */
record RolloutDecision(Kind kind, Reason reason, String message, @Nullable Attempt attempt) {
  /** How long a pod may take to come back, and a PodDisruptionBudget to let it go. */
  static final Duration TIMEOUT = Duration.ofMinutes(10);

  /** What is to be done. */
  enum Kind {
    /** Nothing, now or later. */
    Done,
    /** Look at the audited cluster, and decide again. */
    Look,
    /** Nothing yet. */
    Wait,
    /** Write down the attempt, and decide again. */
    Announce,
    /** Restart the pod of the attempt. */
    Restart,
    /** Nothing before a person has done something. */
    Stopped
  }

  static RolloutDecision of(RolloutSituation now) {
    Attempt attempt = now.attempt();
    if (attempt == null) {
      return next(now, null);
    }
    RolloutPod pod = now.pod(attempt.pod()).orElse(null);
    if (pod != null && !attempt.isCarriedOut(pod)) {
      boolean stillWanted = attempt.revision().equals(now.revision()) && pod.agent().needsRestart();
      return next(now, stillWanted ? attempt : null);
    }
    RolloutDecision pending = ComingBack.pending(now, attempt, pod);
    return pending == null ? next(now, null) : pending;
  }

  private static RolloutDecision next(RolloutSituation now, @Nullable Attempt attempt) {
    List<RolloutPod> lacking =
        now.pods().stream().filter(p -> p.agent().needsRestart() && !p.ending()).toList();
    List<RolloutPod> wanted = lacking.stream().filter(RolloutPod::comesBack).toList();
    if (wanted.isEmpty()) {
      return new RolloutDecision(Kind.Done, Reason.RestartNeeded, notOurs(lacking), null);
    }
    if (now.neighbour() != null) {
      return waiting("AuditLog " + now.neighbour() + " of this namespace is restarting a pod");
    }
    RolloutPod asked = attempt == null ? null : now.pod(attempt.pod()).orElse(null);
    if (attempt != null && asked != null && asked.isStrimzis() && asked.requested()) {
      return within(attempt.since(), now.now())
          ? waits(attempt, "Strimzi is asked to restart pod " + asked.name())
          : stopped(
              attempt,
              "Strimzi has not restarted pod "
                  + asked.name()
                  + ", which has its annotation "
                  + PodAgent.STRIMZI_RESTART
                  + ": see the log of Strimzi's Cluster Operator");
    }
    Optional<RolloutPod> unready =
        now.pods().stream().filter(pod -> pod.ending() || !pod.ready()).findFirst();
    if (unready.isPresent()) {
      return waiting(
          "pod " + unready.get().name() + (unready.get().ending() ? " ends" : " is not Ready"));
    }
    ClusterState cluster = now.cluster();
    if (cluster == null) {
      return now.blind() == null ? look(attempt) : waiting(now.blind());
    }
    PodNodes nodes = PodNodes.of(now.pods(), cluster);
    if (!nodes.unknown().isEmpty()) {
      return nodesUnknown(now, cluster, null);
    }
    Optional<String> problem = ClusterHealth.problem(cluster);
    if (problem.isPresent()) {
      return waiting(problem.get());
    }
    return restart(now, wanted, nodes, cluster, attempt);
  }

  private static RolloutDecision restart(
      RolloutSituation now,
      Collection<RolloutPod> wanted,
      PodNodes nodes,
      ClusterState cluster,
      @Nullable Attempt attempt) {
    RolloutPod pod =
        wanted.stream()
            .min(
                Comparator.comparingInt((RolloutPod p) -> rank(node(p, nodes, cluster), cluster))
                    .thenComparing(RolloutPod::name))
            .orElseThrow();
    Node node = node(pod, nodes, cluster);
    String message = "Restarts pod " + pod.name() + ", " + role(node, cluster);
    return attempt != null && attempt.uid().equals(pod.uid())
        ? new RolloutDecision(Kind.Restart, Reason.RolloutInProgress, message, attempt)
        : new RolloutDecision(
            Kind.Announce,
            Reason.RolloutInProgress,
            message,
            Attempt.at(pod, now.revision(), now.now()));
  }

  private static Node node(RolloutPod pod, PodNodes nodes, ClusterState cluster) {
    Integer id = nodes.ids().get(pod.name());
    return cluster.nodes().stream()
        .filter(node -> id != null && node.id() == id)
        .findFirst()
        .orElseThrow();
  }

  private static int rank(Node node, ClusterState cluster) {
    return !node.voter() ? 2 : node.id() == cluster.activeController() ? 1 : 0;
  }

  private static String role(Node node, ClusterState cluster) {
    String role =
        !node.voter()
            ? "broker "
            : node.id() == cluster.activeController() ? "active controller " : "controller ";
    return role
        + node.id()
        + (node.voter() && node.broker() == Broker.Registered ? ", a broker too" : "");
  }

  /** A PodDisruptionBudget did not let the pod of the attempt go. */
  static RolloutDecision refused(Attempt attempt, String said, Instant now) {
    String message = "Pod " + attempt.pod() + " may not be evicted: " + said;
    return within(attempt.since(), now)
        ? new RolloutDecision(Kind.Wait, Reason.RolloutInProgress, message, attempt)
        : new RolloutDecision(
            Kind.Wait,
            Reason.RolloutBlockedByPDB,
            message
                + ". The operator goes on trying: let the PodDisruptionBudget allow one disruption,"
                + " or restart the pod yourself",
            attempt);
  }

  private static String notOurs(Collection<RolloutPod> pods) {
    return pods.isEmpty()
        ? ""
        : "Not evicted, for no StatefulSet would create them again: "
            + Names.list(pods.stream().map(RolloutPod::name).toList())
            + ". Restart them yourself, controllers first";
  }

  static RolloutDecision nodesUnknown(
      RolloutSituation now, ClusterState cluster, @Nullable Attempt attempt) {
    List<String> hosts =
        cluster.nodes().stream()
            .map(
                node ->
                    node.id()
                        + " at "
                        + (node.hosts().isEmpty()
                            ? "a host that this Kafka does not tell"
                            : node.hosts().stream().sorted().collect(Collectors.joining(" or "))))
            .toList();
    return new RolloutDecision(
        Kind.Stopped,
        Reason.RolloutNodesUnknown,
        "Which nodes these pods run cannot be told, so that none is restarted: "
            + Names.list(PodNodes.of(now.pods(), cluster).unknown())
            + ". The nodes are "
            + Names.list(hosts)
            + ". Annotate the pod template with kafkaaudit.io/first-node-id: the node id of the"
            + " StatefulSet's first pod, or let cluster.bootstrapServers name a listener whose"
            + " hosts are pods",
        attempt);
  }

  static boolean within(Instant since, Instant now) {
    return now.isBefore(since.plus(TIMEOUT));
  }

  static RolloutDecision look(@Nullable Attempt attempt) {
    return new RolloutDecision(Kind.Look, Reason.RolloutInProgress, "", attempt);
  }

  static RolloutDecision waits(Attempt attempt, String message) {
    return new RolloutDecision(Kind.Wait, Reason.RolloutInProgress, message, attempt);
  }

  private static RolloutDecision waiting(String problem) {
    return new RolloutDecision(
        Kind.Wait, Reason.RolloutWaiting, "No pod is restarted now: " + problem, null);
  }

  static RolloutDecision stopped(Attempt attempt, String message) {
    return new RolloutDecision(
        Kind.Stopped,
        Reason.RolloutStopped,
        message + ". No other pod is restarted before that is mended",
        attempt);
  }
}
