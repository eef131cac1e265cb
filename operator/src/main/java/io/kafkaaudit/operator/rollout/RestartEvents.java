package io.kafkaaudit.operator.rollout;

import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.platform.PlatformAct;
import io.kafkaaudit.operator.platform.PlatformEvents;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells of restarts. The {@link Attempt} in the status makes the id: who leads next and finds it
 * there tells the same event, not another. Thread-safe.
 */
final class RestartEvents {
  private final PlatformEvents platformEvents;

  RestartEvents(PlatformEvents platformEvents) {
    this.platformEvents = platformEvents;
  }

  /** The API server took it. */
  void done(AuditLog log, Attempt attempt, RolloutPod pod) {
    String by = pod.isStrimzis() ? "Strimzi" : "eviction";
    platformEvents.done(log, act(log, attempt, "", Map.of("by", by)));
  }

  /** It will be tried again, and does not go without a person. */
  void refused(AuditLog log, Attempt attempt, Reason reason, String said) {
    platformEvents.refused(
        log, act(log, attempt, " " + reason, Map.of("reason", reason.name())), said);
  }

  /** Nothing where it was told, or is still to be done. */
  void found(AuditLog log, RolloutSituation now) {
    Attempt attempt = now.attempt();
    if (attempt == null) {
      return;
    }
    RolloutPod pod = now.pod(attempt.pod()).orElse(null);
    boolean asked = pod != null && pod.isStrimzis() && pod.requested();
    if (asked || attempt.isCarriedOut(pod)) {
      platformEvents.unknown(
          log,
          act(log, attempt, "", Map.of()),
          "The pod went, or Strimzi was asked, by an operator that was stopped before it told, or"
              + " by somebody else");
    }
  }

  private static PlatformAct act(
      AuditLog log, Attempt attempt, String refusal, Map<String, ?> more) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("revision", attempt.revision());
    request.putAll(more);
    return new PlatformAct(
        PlatformAct.Method.RestartPod,
        "pod",
        log.getMetadata().getNamespace() + "/" + attempt.pod(),
        attempt.uid() + " " + attempt.since() + refusal,
        request,
        null);
  }
}
