package io.kafkaaudit.operator.auditlog;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.destination.DestinationAccess;
import io.kafkaaudit.operator.injection.InjectionReport;
import io.kafkaaudit.operator.kafka.AgentReport;
import io.kafkaaudit.operator.kafka.ClientConfigFiles;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.KeyIds;
import io.kafkaaudit.operator.kafka.LiveKeys;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

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
  private @Nullable DestinationAccess access;
  private @Nullable Destination destination;
  private @Nullable String writerId;
  private @Nullable InjectionReport pods;
  private @Nullable Collection<AgentReport> agentReports;
  private @Nullable String settingsRevision;
  private @Nullable ClientConfigFiles writerFiles;
  private @Nullable LiveKeys liveKeys;
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

  void accepted(DestinationAccess found) {
    access = found;
  }

  void reached(Destination connected, String clusterId) {
    destination = connected;
    status.setClusterId(clusterId);
  }

  void writer(String id) {
    writerId = id;
  }

  void writer(ClientConfigFiles files) {
    writerFiles = files;
  }

  void found(LiveKeys keys) {
    liveKeys = keys;
  }

  void pods(InjectionReport report) {
    pods = report;
  }

  void agentReports(Collection<AgentReport> reports) {
    agentReports = reports;
  }

  void storedBytes(OptionalLong bytes) {
    storedBytes = bytes;
  }

  /** What the topic takes on disk; empty: not known. */
  OptionalLong storedBytes() {
    return storedBytes;
  }

  void settingsRevision(String revision) {
    settingsRevision = revision;
  }

  /** Known after {@link InjectionStep}; empty: the operator injects nothing, or could not look. */
  Optional<InjectionReport> pods() {
    return Optional.ofNullable(pods);
  }

  /** Known after {@link ReportingStep}; empty: it was not reached. */
  Optional<Collection<AgentReport>> agentReports() {
    return Optional.ofNullable(agentReports);
  }

  /** Of the settings that the agents should have; known after {@link SettingsStep}. */
  String settingsRevision() {
    return known(settingsRevision, "settingsRevision");
  }

  /** Known after {@link AcceptStep}. */
  DestinationAccess access() {
    return known(access, "access");
  }

  /** Known after {@link DestinationStep}. */
  Destination destination() {
    return known(destination, "destination");
  }

  /** Of the destination; known after {@link DestinationStep}. */
  String clusterId() {
    return known(status.getClusterId(), "clusterId");
  }

  /** What the ids of this AuditLog's keys begin with; known after {@link DestinationStep}. */
  String keyPrefix() {
    return KeyIds.prefix(clusterId(), topic());
  }

  /** Id of the agents' own key; known after {@link AccessStep}. */
  String writerId() {
    return known(writerId, "writerId");
  }

  /** The agents' own key; known after {@link WriterStep}. */
  ClientConfigFiles writerFiles() {
    return known(writerFiles, "writerFiles");
  }

  /** The same; empty: a step before it failed. */
  Optional<ClientConfigFiles> writerIfIssued() {
    return Optional.ofNullable(writerFiles);
  }

  /** What Kafka has of all keys, the writer key among them; known after {@link GrantStep}. */
  LiveKeys liveKeys() {
    return known(liveKeys, "liveKeys");
  }

  private static <T> T known(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalStateException(name + " is used before the step that finds it");
    }
    return value;
  }
}
