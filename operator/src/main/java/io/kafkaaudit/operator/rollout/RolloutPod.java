package io.kafkaaudit.operator.rollout;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.injection.InjectionReport;
import io.kafkaaudit.operator.injection.PodAgent;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout has to know of one pod that runs Kafka.
 *
 * @param ending whether it was deleted and is not gone yet
 * @param agent what it has of the agent
 * @param owner kind of the object that creates it again; null: none does
 * @param requested whether Strimzi was asked to restart it
 * @param ip null: none yet
 * @param ordinal last part of its name, or its label; null: no number
 * @param firstNodeId what its annotation says; null: it has none, or no number
 */
record RolloutPod(
    String name,
    String namespace,
    String uid,
    Instant created,
    boolean ready,
    boolean ending,
    PodAgent agent,
    @Nullable String owner,
    boolean requested,
    @Nullable String ip,
    @Nullable Integer ordinal,
    @Nullable Integer firstNodeId) {
  private static final String POD_INDEX = "apps.kubernetes.io/pod-index";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern ORDINAL = Pattern.compile(".*-([0-9]{1,9})");

  /** Empty: the pod runs no Kafka, or nothing any more. */
  static Optional<RolloutPod> of(
      Pod pod, AuditLog log, Collection<AuditLog> neighbours, String revision) {
    PodAgent agent = PodAgent.of(pod, log, neighbours, revision);
    PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    if (agent.state() == PodAgent.State.NotKafka || InjectionReport.isOver(pod)) {
      return Optional.empty();
    }
    boolean ready =
        status.getConditions() != null
            && status.getConditions().stream()
                .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    return Optional.of(
        new RolloutPod(
            pod.getMetadata().getName(),
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getUid(),
            Instant.parse(
                Objects.requireNonNullElse(
                    pod.getMetadata().getCreationTimestamp(), Instant.EPOCH.toString())),
            ready,
            pod.getMetadata().getDeletionTimestamp() != null,
            agent,
            PodAgent.controller(pod).map(OwnerReference::getKind).orElse(null),
            "true".equals(OwnedObjects.annotation(pod, PodAgent.STRIMZI_RESTART)),
            status.getPodIP(),
            ordinal(pod),
            number(OwnedObjects.annotation(pod, Labels.FIRST_NODE_ID))));
  }

  private static @Nullable Integer ordinal(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    Integer index = number(labels == null ? null : labels.get(POD_INDEX));
    Matcher name = ORDINAL.matcher(pod.getMetadata().getName());
    return index != null ? index : name.matches() ? Integer.valueOf(name.group(1)) : null;
  }

  private static @Nullable Integer number(@Nullable String text) {
    return text != null && NUMBER.matcher(text).matches() ? Integer.valueOf(text) : null;
  }

  /** Whether Strimzi restarts it, and nobody else should. */
  boolean isStrimzis() {
    return PodAgent.STRIMZI_POD_SET.equals(owner);
  }

  /** Whether something is known to create it again under its name. */
  boolean comesBack() {
    return isStrimzis() || PodAgent.STATEFUL_SET.equals(owner);
  }
}
