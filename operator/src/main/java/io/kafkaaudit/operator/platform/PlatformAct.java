package io.kafkaaudit.operator.platform;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.kafkaaudit.operator.owned.Names;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that the operator does, or that a person did to its resources. Immutable.
 *
 * @param kind of the resource, as its CRN names it
 * @param name of the resource
 * @param occurrence what tells this act from others of the method on the resource; the same when it
 *     is found again
 * @param request what was asked, for {@code data.request}: texts, numbers, lists, maps; no secrets
 * @param askedBy null: nobody asked, the operator does it by itself
 */
public record PlatformAct(
    Method method,
    String kind,
    String name,
    String occurrence,
    Map<String, ?> request,
    @Nullable Requester askedBy) {

  /** What is done: {@code data.methodName} is {@code kafkaaudit.} and this name. */
  public enum Method {
    CreateAuditLog("auditlog", "An AuditLog was created: `generation`, `after` (its spec)."),
    ChangeAuditLog("auditlog", "Its spec changed: `generation`, `before`, `after`."),
    DeleteAuditLog(
        "auditlog",
        "It is being deleted, and its readers' keys are revoked: `topic` is Retain or Delete."),
    CreateAuditCredential("auditcredential", "As for an AuditLog."),
    ChangeAuditCredential("auditcredential", "As for an AuditLog."),
    DeleteAuditCredential("auditcredential", "It is being deleted: `key`, which will be revoked."),
    CreateTopic("topic", "The audit topic or the agents' was made: `partitions`, `configs`."),
    ChangeTopic("topic", "The operator changed it as the AuditLog asks: `partitions`, `configs`."),
    IssueKey(
        "key",
        "A key works and is in its Secret: `credential`, `secret`; or `role` writer, `replaces`."),
    RotateKey("key", "A new key replaced another one: `replaces`, `rotation` forced or scheduled."),
    RevokeKey(
        "key",
        "No broker accepts the key any more: `credential`, `createdAt`, `expiresAt`. For the writer key the event comes before the act, with the outcome UNKNOWN."),
    RefuseKey(
        "auditcredential",
        "It gets no key, or no new one: `reason` KeyLimitReached or RotationBlocked. Once for each generation; FAILURE."),
    RepairDrift(
        "topic or key", "The operator repaired what somebody else changed in Kafka: `repair`."),
    InjectPod("pod", "A pod has the agent: `revision` of its jar."),
    SkipPod("pod", "A pod with a Kafka container got no agent: `reason`."),
    RestartPod(
        "pod",
        "injection.rollout Automatic: the pod was evicted, or Strimzi asked to restart it (`by`), to come back with the agent: `revision`. FAILURE with `reason` RolloutBlockedByPDB or ForbiddenByKubernetes: it was refused, one event per refusal of a pod; UNKNOWN also if somebody else may have been first."),
    LoseEvents(
        "auditlog",
        "While the destination was not available there were more acts than the operator keeps: `count`, `firstTime`.");

    private final String on;
    private final String meaning;

    Method(String on, String meaning) {
      this.on = on;
      this.meaning = meaning;
    }

    /** The table of docs/platform-events.md. */
    public static String reference() {
      StringBuilder table =
          new StringBuilder(
              "| methodName | on | meaning, and what is in `data.request` |\n|---|---|---|\n");
      for (Method method : values()) {
        table.append(
            "| `kafkaaudit.%s` | %s | %s |\n".formatted(method, method.on, method.meaning));
      }
      return table.toString();
    }
  }

  /** Copies. */
  public PlatformAct {
    request = new LinkedHashMap<>(request);
  }

  /** On a topic of the destination. */
  public static PlatformAct onTopic(
      Method method,
      String topic,
      String occurrence,
      Map<String, ?> request,
      @Nullable Requester by) {
    return new PlatformAct(method, "topic", topic, occurrence, request, by);
  }

  /** On a key: each of these happens to a key once. */
  public static PlatformAct onKey(
      Method method, String keyId, Map<String, ?> request, @Nullable Requester by) {
    return new PlatformAct(method, "key", keyId, "", request, by);
  }

  /** On a resource of Kubernetes; of the operator's own kinds, or a pod. */
  public static PlatformAct on(
      Method method,
      HasMetadata resource,
      String occurrence,
      Map<String, ?> request,
      @Nullable Requester by) {
    return new PlatformAct(
        method,
        resource.getKind().toLowerCase(java.util.Locale.ROOT),
        Names.of(resource),
        resource.getMetadata().getUid() + " " + occurrence,
        request,
        by);
  }

  /** The same for the same act. */
  String content() {
    return method + " " + kind + " " + name + " " + occurrence;
  }
}
