package io.kafkaaudit.operator.injection;

import io.fabric8.kubernetes.api.model.Pod;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.owned.Labels;
import java.time.Instant;
import java.util.Map;

/** A pod that was created while the webhook was to be asked, and that shows no sign of it. Pure. */
final class MissedPod {
  private MissedPod() {}

  /**
   * Whether it is one.
   *
   * @param pod without the agent
   * @param asking since when the API server asks
   */
  static boolean is(Pod pod, AuditLog log, Instant asking) {
    Map<String, String> annotations =
        pod.getMetadata().getAnnotations() == null ? Map.of() : pod.getMetadata().getAnnotations();
    String created = pod.getMetadata().getCreationTimestamp();
    return created != null
        && Instant.parse(created).isAfter(asking)
        && !annotations.containsKey(Labels.AGENT_REVISION)
        && !annotations.containsKey(Labels.SKIPPED_PREFIX + log.getMetadata().getName());
  }

  /** For a person. */
  static String sentence(String pods, Instant asking) {
    return "Missed, though the API server asks the webhook since "
        + asking
        + ": "
        + pods
        + ". Most likely the webhook did not answer within 3 s: look whether its pods are ready and"
        + " the control plane reaches them. Else the pod got its labels, or podSelector its value,"
        + " afterwards";
  }
}
