package io.kafkaaudit.operator.auditlog;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.KeyIds;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One run over an AuditLog: what is asked, what its steps have found so far, and the status that
 * becomes of it. Not thread-safe.
 */
final class AuditLogPass {
  /** As soon as the status is written. */
  static final Duration NOW = Duration.ofMillis(1);

  /** When Kafka has had a moment. */
  static final Duration SOON = Duration.ofMillis(250);

  private final AuditLog log;
  private final Collection<AuditCredential> credentials;
  private final Collection<AuditLog> logs;
  private final AuditLogStatus status;
  private final ConditionSet conditions;
  private Duration again;
  private final Map<Fact<?>, Object> facts = new HashMap<>();
  private OptionalLong storedBytes = OptionalLong.empty();

  /**
   * Begins with the status as it was: a step that is not reached leaves its part alone.
   *
   * @param logs all AuditLogs, this one perhaps among them
   * @param poll when to come again if no step asks for less
   */
  AuditLogPass(
      AuditLog log,
      Collection<AuditCredential> credentials,
      Collection<AuditLog> logs,
      ConditionSet conditions,
      Duration poll) {
    this.log = log;
    this.credentials = credentials;
    this.logs = logs;
    this.conditions = conditions;
    this.again = poll;
    status = unchangedStatus();
  }

  /** What the status says now, without conditions. */
  final AuditLogStatus unchangedStatus() {
    AuditLogStatus copy =
        log.getStatus() == null ? new AuditLogStatus() : Serialization.clone(log.getStatus());
    copy.setObservedGeneration(log.getMetadata().getGeneration());
    copy.setConditions(List.of());
    return copy;
  }

  AuditLog log() {
    return log;
  }

  String uid() {
    return log.getMetadata().getUid();
  }

  String topic() {
    return log.getSpec().getTopic().getName();
  }

  Collection<AuditCredential> credentials() {
    return credentials;
  }

  Collection<AuditLog> logs() {
    return logs;
  }

  /** The status to be written; steps change their part of it. */
  AuditLogStatus status() {
    return status;
  }

  ConditionSet conditions() {
    return conditions;
  }

  /**
   * Whether a step had everything as asked when the status was last written, or would have, did
   * somebody else not undo it.
   */
  boolean wasSettled(ConditionType type) {
    return reported(type)
        .filter(
            condition ->
                "True".equals(condition.getStatus())
                    || Reason.Contested.name().equals(condition.getReason()))
        .isPresent();
  }

  /** The same, and for the spec as it is now. */
  boolean wasSettledForThisSpec(ConditionType type) {
    return wasSettled(type)
        && reported(type)
            .filter(
                condition ->
                    Objects.equals(
                        condition.getObservedGeneration(), log.getMetadata().getGeneration()))
            .isPresent();
  }

  private Optional<Condition> reported(ConditionType type) {
    return log.getStatus() == null || log.getStatus().getConditions() == null
        ? Optional.empty()
        : ConditionSet.find(log.getStatus().getConditions(), type);
  }

  /** When to come again at the latest. */
  Duration again() {
    return again;
  }

  /** Asks to come again after this time, if nobody asked for less. */
  void again(Duration latest) {
    if (latest.compareTo(again) < 0) {
      again = latest;
    }
  }

  /** What the topic takes on disk, for metrics. */
  void measured(OptionalLong bytes) {
    storedBytes = bytes;
  }

  /** What the topic takes on disk; empty: not known. */
  OptionalLong storedBytes() {
    return storedBytes;
  }

  /** Tells later steps of this pass. */
  <T> void found(Fact<T> fact, T value) {
    fact.put(facts, value);
  }

  /** Takes back what turned out not to be so: steps that need it do not run. */
  void withdraw(Fact<?> fact) {
    facts.remove(fact);
  }

  boolean knows(Fact<?> fact) {
    return facts.containsKey(fact);
  }

  /** What an earlier step found; empty: it did not. */
  <T> Optional<T> find(Fact<T> fact) {
    return fact.in(facts);
  }

  /** What an earlier step found, which the asking step declares that it needs. */
  <T> T get(Fact<T> fact) {
    return find(fact).orElseThrow(() -> new IllegalStateException(fact + " is not known"));
  }

  /** The destination, connected. */
  Destination destination() {
    return get(Fact.DESTINATION);
  }

  /** Of the destination, while that is connected or was ever. */
  String clusterId() {
    return Objects.requireNonNull(status.getClusterId(), "clusterId");
  }

  /** What the ids of this AuditLog's keys begin with. */
  String keyPrefix() {
    return KeyIds.prefix(clusterId(), topic());
  }
}
