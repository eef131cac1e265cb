package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.injection.InjectionReport;
import io.kafkaaudit.operator.keys.GrantedKeys;
import io.kafkaaudit.operator.keys.KeyGrants;
import io.kafkaaudit.operator.platform.EventRoute;
import io.kafkaaudit.operator.platform.PlatformAct;
import io.kafkaaudit.operator.platform.PlatformEvents;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells the audit topic what this run found to have happened. Last, and whatever failed: the status
 * is written after it, and shows then as done what is told here.
 */
final class PlatformEventsStep implements AuditLogStep {
  private final PlatformEvents platformEvents;

  PlatformEventsStep(PlatformEvents platformEvents) {
    this.platformEvents = platformEvents;
  }

  /** It reports nothing, and fails only with the API server. */
  @Override
  public ConditionType condition() {
    return ConditionType.Accepted;
  }

  @Override
  public boolean tellsOfPass() {
    return true;
  }

  @Override
  public void run(AuditLogPass pass) {
    platformEvents.changed(pass.log(), pass.log());
    pass.find(Fact.PODS).ifPresent(report -> platformEvents.pods(pass.log(), pods(pass, report)));
    revoked(pass);
    Optional<EventRoute> route = pass.find(Fact.WRITER).map(writer -> route(pass, writer));
    if (route.isPresent()) {
      platformEvents.writer(pass.log(), pass.get(Fact.WRITER_ID));
      platformEvents.dispatch(pass.log(), route.get());
    } else {
      platformEvents.dispatch(pass.log());
    }
  }

  private static EventRoute route(
      AuditLogPass pass, io.kafkaaudit.operator.kafka.ClientConfigFiles writer) {
    return new EventRoute(
        pass.get(Fact.ADMIN_ACCESS).admin(), pass.clusterId(), writer, pass.topic());
  }

  /** Keys that leave the status with this run. */
  private void revoked(AuditLogPass pass) {
    if (pass.log().getStatus() == null) {
      return;
    }
    Set<String> left = pass.find(Fact.KEYS_LEFT_BEHIND).orElse(Set.of());
    Set<String> present =
        GrantedKeys.of(pass.status()).stream().map(KeyGrants.Key::id).collect(Collectors.toSet());
    GrantedKeys.of(pass.log().getStatus()).stream()
        .filter(key -> !present.contains(key.id()))
        .forEach(
            key -> {
              if (left.contains(key.id())) {
                platformEvents.unknown(
                    pass.log(), revoked(key), "It is left in a cluster that cannot be reached");
              } else {
                platformEvents.done(pass.log(), revoked(key));
              }
            });
  }

  /** Who asked is told of what had it revoked: a change or deletion of its AuditCredential. */
  static PlatformAct revoked(KeyGrants.Key key) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("credential", key.owner() == null ? "" : key.owner().toString());
    request.put("createdAt", key.createdAt().toString());
    if (key.expiresAt() != null) {
      request.put("expiresAt", key.expiresAt().toString());
    }
    return PlatformAct.onKey(PlatformAct.Method.RevokeKey, key.id(), request, null);
  }

  private static List<PlatformAct> pods(AuditLogPass pass, InjectionReport report) {
    return report.pods().stream()
        .map(
            pod ->
                new PlatformAct(
                    pod.skipped() == null
                        ? PlatformAct.Method.InjectPod
                        : PlatformAct.Method.SkipPod,
                    "pod",
                    pass.log().getMetadata().getNamespace() + "/" + pod.name(),
                    pod.uid(),
                    pod.skipped() == null
                        ? Map.of("revision", String.valueOf(pod.revision()))
                        : Map.of("reason", pod.skipped()),
                    null))
        .toList();
  }
}
