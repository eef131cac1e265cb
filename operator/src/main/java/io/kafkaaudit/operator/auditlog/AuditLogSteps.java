package io.kafkaaudit.operator.auditlog;

import io.fabric8.kubernetes.api.model.Condition;
import io.kafkaaudit.crd.AccessStatus;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.Enforcement;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.credential.DestinationAccess;
import io.kafkaaudit.operator.kafka.AclPlan;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.kafka.KafkaFailure;
import io.kafkaaudit.operator.kafka.KeyIds;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The steps of an AuditLog: accept, reach, topic, access, grants. Thread-safe. */
final class AuditLogSteps {
  private static final List<ConditionType> STEPS =
      List.of(
          ConditionType.Accepted,
          ConditionType.DestinationReachable,
          ConditionType.TopicReady,
          ConditionType.AccessReady);
  private static final Duration NOW = Duration.ofMillis(1);
  private static final Duration SOON = Duration.ofMillis(250);

  private final OwnedObjects objects;
  private final Keyring keyring;
  private final DestinationConnections connections;
  private final WriterStep writer;
  private final Clock clock;
  private final Duration poll;
  private final SecureRandom random = new SecureRandom();

  /**
   * What a run found.
   *
   * @param again when to come again at the latest
   */
  record Result(AuditLogStatus status, Duration again) {}

  AuditLogSteps(
      OwnedObjects objects,
      Keyring keyring,
      DestinationConnections connections,
      Clock clock,
      Duration poll) {
    this.objects = objects;
    this.keyring = keyring;
    this.connections = connections;
    this.writer = new WriterStep(objects, keyring);
    this.clock = clock;
    this.poll = poll;
  }

  /**
   * Runs all steps.
   *
   * @param others all AuditLogs, this one perhaps among them
   */
  Result run(AuditLog log, Collection<AuditCredential> credentials, Collection<AuditLog> others) {
    ConditionSet conditions = new ConditionSet(STEPS);
    AuditLogStatus before = log.getStatus() == null ? new AuditLogStatus() : log.getStatus();
    AuditLogStatus status = new AuditLogStatus();
    status.setObservedGeneration(log.getMetadata().getGeneration());
    status.setClusterId(before.getClusterId());
    status.setTopic(before.getTopic());
    status.setKeys(before.getKeys());
    status.setSummary(before.getSummary());
    status.setAccess(before.getAccess());
    Duration again = poll;
    try {
      again = steps(log, credentials, others, status, conditions);
    } catch (StepFailure e) {
      conditions.isFalse(step(conditions), e.reason(), e.text());
      again =
          e.reason() == Reason.CreatingTopic || e.reason() == Reason.WaitingForOlderAuditLog
              ? SOON
              : poll;
    } catch (KafkaFailure e) {
      Reason reason = Reason.valueOf(e.reason().name());
      boolean atTheDoor =
          reason == Reason.DestinationUnreachable || reason == Reason.AuthenticationFailed;
      conditions.isFalse(
          atTheDoor ? ConditionType.DestinationReachable : step(conditions),
          reason,
          String.valueOf(e.getMessage()));
    }
    List<Condition> old = before.getConditions() == null ? List.of() : before.getConditions();
    status.setConditions(conditions.toConditions(old, log.getMetadata().getGeneration(), clock));
    return new Result(status, again);
  }

  private static ConditionType step(ConditionSet conditions) {
    return STEPS.stream()
        .filter(step -> !conditions.holds(step))
        .findFirst()
        .orElse(ConditionType.AccessReady);
  }

  private Duration steps(
      AuditLog log,
      Collection<AuditCredential> credentials,
      Collection<AuditLog> others,
      AuditLogStatus status,
      ConditionSet conditions) {
    String uid = log.getMetadata().getUid();
    String topic = log.getSpec().getTopic().getName();
    DestinationAccess access = DestinationAccess.of(log, objects);
    Destination destination = connections.to(access.admin());
    conditions.isTrue(ConditionType.Accepted, Reason.Accepted, "The spec can be carried out");
    status.setClusterId(destination.clusterId());
    TopicClaims.check(log, status.getClusterId(), others, conditions);
    conditions.isTrue(
        ConditionType.DestinationReachable,
        Reason.Reachable,
        "Connected to cluster " + status.getClusterId());
    List<String> problems = TopicStep.run(log, status, destination);
    if (problems.isEmpty()) {
      conditions.isTrue(
          ConditionType.TopicReady, Reason.TopicAsSpecified, "Topic " + topic + " is as specified");
    } else {
      conditions.isFalse(
          ConditionType.TopicReady, Reason.TopicDiffers, String.join("; ", problems));
    }
    keyring.putAdmin(uid, access.text());
    String prefix = KeyIds.prefix(status.getClusterId(), topic);
    String writerId = keyring.writerId(uid, () -> KeyIds.create(prefix, random));
    AclPlan plan = access(log, status, destination, access, prefix, writerId);
    Set<String> users = new HashSet<>(destination.keys(prefix));
    writer.run(log, writerId, users, destination, access);
    accessCondition(plan, status, conditions);
    return grants(log, credentials, status, destination, prefix, writerId, users);
  }

  private AclPlan access(
      AuditLog log,
      AuditLogStatus status,
      Destination destination,
      DestinationAccess access,
      String prefix,
      String writerId) {
    String topic = log.getSpec().getTopic().getName();
    Set<String> readers =
        GrantStep.keys(status).stream()
            .filter(KeyGrants.Key::mayRead)
            .map(KeyGrants.Key::id)
            .collect(Collectors.toSet());
    AclPlan plan =
        destination.aclPlan(
            new AclPlan.Access(
                topic,
                access.principal(),
                prefix,
                writerId,
                readers,
                log.getSpec().getAccess().getEnforcement() != Enforcement.Warn));
    destination.apply(plan);
    return plan;
  }

  private static void accessCondition(
      AclPlan plan, AuditLogStatus status, ConditionSet conditions) {
    AccessStatus bypass = new AccessStatus();
    bypass.setBypass(plan.bypass());
    status.setAccess(bypass);
    if (!plan.toEveryone().isEmpty()) {
      conditions.isFalse(
          ConditionType.AccessReady,
          Reason.ForeignGrantToEveryone,
          String.join("; ", plan.toEveryone())
              + ": remove these ACLs, for everybody has that access to the audit topic");
      return;
    }
    conditions.isTrue(
        ConditionType.AccessReady,
        Reason.AccessAsSpecified,
        plan.foreign().isEmpty()
            ? "Only the writer and granted keys have access, and whom status.access.bypass names"
            : "Access of others, not removed: " + String.join("; ", plan.foreign()));
  }

  private Duration grants(
      AuditLog log,
      Collection<AuditCredential> credentials,
      AuditLogStatus status,
      Destination destination,
      String prefix,
      String writerId,
      Set<String> users) {
    List<KeyGrants.Key> before = GrantStep.keys(status);
    boolean revoked = false;
    for (KeyGrants.Key key : before) {
      if (!key.mayRead()) {
        revoke(key.id(), destination);
        revoked = true;
      }
    }
    Set<String> live = new HashSet<>(revoked ? destination.keys(prefix) : users);
    live.remove(writerId);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    int limit = log.getSpec().getAccess().getKeyLimit();
    List<KeyGrants.Key> after =
        KeyGrants.decide(
                limit,
                before,
                live,
                Set.of(),
                credentials.stream().map(c -> GrantStep.credential(c, now)).toList(),
                now,
                () -> KeyIds.create(prefix, random))
            .keys();
    GrantStep.put(status, after, limit);
    if (!after.equals(before)) {
      return NOW;
    }
    boolean leaving = after.stream().anyMatch(key -> !key.mayRead());
    return leaving ? SOON : untilNextExpiry(after, now);
  }

  /** User, group ACLs and keyring of a key whose topic ACLs are gone. Each may be repeated. */
  void revoke(String keyId, Destination destination) {
    destination.deleteKey(keyId);
    destination.denyGroups(keyId);
    keyring.forget(keyId);
  }

  private Duration untilNextExpiry(List<KeyGrants.Key> keys, Instant now) {
    return keys.stream()
        .map(KeyGrants.Key::expiresAt)
        .filter(Objects::nonNull)
        .map(at -> Duration.between(now, at))
        .filter(wait -> wait.compareTo(poll) < 0)
        .min(Duration::compareTo)
        .map(wait -> wait.isNegative() || wait.isZero() ? NOW : wait)
        .orElse(poll);
  }

  /**
   * Removes everything of the AuditLog from Kafka.
   *
   * @throws KafkaFailure when the destination does not do it; may be repeated
   */
  void leave(AuditLog log, boolean deleteTopic, @Nullable AuditLogStatus status) {
    String uid = log.getMetadata().getUid();
    String text = keyring.admin(uid);
    if (text == null) {
      return; // nothing was ever done in Kafka for it
    }
    String topic =
        status != null && status.getTopic() != null && status.getTopic().getName() != null
            ? status.getTopic().getName()
            : log.getSpec().getTopic().getName();
    DestinationAccess access = DestinationAccess.of(log, text, objects);
    Destination destination = connections.to(access.admin());
    String prefix = KeyIds.prefix(destination.clusterId(), topic);
    AclPlan plan =
        destination.aclPlan(
            new AclPlan.Access(topic, access.principal(), prefix, "nobody", Set.of(), false));
    destination.apply(
        new AclPlan(List.of(), plan.delete(), plan.foreign(), plan.toEveryone(), plan.bypass()));
    Set<String> ids = new HashSet<>(destination.keys(prefix));
    if (status != null) {
      GrantStep.keys(status).forEach(key -> ids.add(key.id()));
    }
    ids.forEach(id -> revoke(id, destination));
    if (deleteTopic) {
      destination.deleteTopic(topic);
      destination.deleteTopic(io.kafkaaudit.contract.AuditTopics.statusTopic(topic));
    }
    keyring.forgetAuditLog(uid);
  }
}
