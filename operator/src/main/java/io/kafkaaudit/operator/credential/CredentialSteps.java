package io.kafkaaudit.operator.credential;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Secret;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditCredentialStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.KeyState;
import io.kafkaaudit.crd.KeyStatus;
import io.kafkaaudit.crd.SecretReference;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.destination.DestinationAccess;
import io.kafkaaudit.operator.destination.KeyAccess;
import io.kafkaaudit.operator.kafka.AdminProperties;
import io.kafkaaudit.operator.kafka.Destination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.keys.AuditLogReferences;
import io.kafkaaudit.operator.keys.GroupPrefix;
import io.kafkaaudit.operator.keys.KeyLimit;
import io.kafkaaudit.operator.keys.KeyRemovals;
import io.kafkaaudit.operator.keys.RevokeRequest;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.Names;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.rules.SecretNames;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The steps of an AuditCredential: grant, issue, publish, rotate. Thread-safe. */
final class CredentialSteps {
  private static final List<ConditionType> STEPS =
      List.of(
          ConditionType.Granted,
          ConditionType.Issued,
          ConditionType.Published,
          ConditionType.RotationCurrent);
  private static final Duration SOON = Duration.ofMillis(250);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration LATER = Duration.ofDays(1);

  private final OwnedObjects objects;
  private final DestinationConnections connections;
  private final KeyIssue issue;
  private final RotationStep rotation;
  private final RevocationStep revocation;
  private final KeyRemovals removals;
  private final Clock clock;

  /**
   * What a run found.
   *
   * @param again when to come again at the latest
   * @param log that the credential refers to; null: there is none, or it could not be read
   */
  record Result(AuditCredentialStatus status, Duration again, @Nullable AuditLog log) {}

  CredentialSteps(
      OwnedObjects objects,
      Keyring keyring,
      KeyRemovals removals,
      DestinationConnections connections,
      Clock clock) {
    this.objects = objects;
    this.connections = connections;
    this.issue = new KeyIssue(objects, keyring, clock);
    this.rotation = new RotationStep(clock);
    this.revocation = new RevocationStep(objects);
    this.removals = removals;
    this.clock = clock;
  }

  /**
   * Runs them.
   *
   * @param log to which the credential refers, as it is now; null: there is none
   */
  Result run(AuditCredential credential, Supplier<@Nullable AuditLog> log) {
    ConditionSet conditions = new ConditionSet(STEPS);
    AuditCredentialStatus before = credential.getStatus();
    AuditCredentialStatus status = new AuditCredentialStatus();
    status.setObservedGeneration(credential.getMetadata().getGeneration());
    status.setGroupPrefix(GroupPrefix.of(credential));
    RevokeRequest.carry(before, status);
    if (before != null) {
      status.setKeyId(before.getKeyId());
      status.setLastRotation(before.getLastRotation());
      status.setNextRotation(before.getNextRotation());
      status.setSecretRef(before.getSecretRef());
    }
    boolean noted = RevokeRequest.isNew(credential);
    Duration again = LATER;
    AuditLog found = null;
    try {
      if (noted) {
        RevokeRequest.note(credential, status, clock.instant());
      }
      found = log.get();
      again = steps(credential, found, status, conditions);
    } catch (RuntimeException e) {
      StepFailure failure = StepFailure.logged(e, "AuditCredential " + Names.of(credential));
      conditions.isFalse(
          failedStep(conditions, failure.reason()), failure.reason(), failure.text());
      again = failure.reason().passesSoon() ? SOON : e instanceof StepFailure ? LATER : RETRY;
    }
    List<Condition> old =
        before == null || before.getConditions() == null ? List.of() : before.getConditions();
    status.setConditions(
        conditions.toConditions(old, credential.getMetadata().getGeneration(), clock));
    return new Result(status, noted ? SOON : again, found);
  }

  private static ConditionType failedStep(ConditionSet conditions, Reason reason) {
    if (reason == Reason.SecretLost) {
      conditions.isTrue(ConditionType.Issued, Reason.KeyIssued, "The key was issued");
      return ConditionType.Published;
    }
    return STEPS.stream()
        .filter(step -> !conditions.holds(step))
        .findFirst()
        .orElse(ConditionType.RotationCurrent);
  }

  private Duration steps(
      AuditCredential credential,
      @Nullable AuditLog log,
      AuditCredentialStatus status,
      ConditionSet conditions) {
    revocation.run(credential, log, status);
    String logName = credential.getSpec().getAuditLogRef().getName();
    String refusal = AuditLogReferences.refusal(credential, log);
    if (refusal != null && (log != null || status.getKeyId() == null)) {
      KeyIssue.withdraw(credential, objects);
      status.setKeyId(null);
      status.setSecretRef(null);
      status.setLastRotation(null);
      status.setNextRotation(null);
      throw new StepFailure(Reason.NamespaceNotAllowed, refusal);
    }
    if (log == null || log.getMetadata().getDeletionTimestamp() != null) {
      return gone(credential, logName, status);
    }
    SecretNames.conflict(credential, log)
        .ifPresent(
            message -> {
              throw new StepFailure(Reason.SecretConflict, message);
            });
    Secret secret = issue.published(credential);
    List<KeyStatus> keys = AuditLogReferences.keys(log);
    String target =
        keys.stream()
            .filter(key -> AuditLogReferences.isKeyOf(key, credential))
            .filter(key -> key.getState() == KeyState.Granted)
            .map(KeyStatus::getId)
            .reduce((first, last) -> last)
            .orElse(null);
    int limit = log.getSpec().getAccess().getKeyLimit();
    if (target == null) {
      throw refusal(logName, keys, limit);
    }
    conditions.isTrue(
        ConditionType.Granted, Reason.KeyGranted, "AuditLog " + logName + " granted " + target);
    if (removals.isContested(target)) {
      throw new StepFailure(Reason.RemovedByAnotherController, KeyRemovals.message(target));
    }
    AdminProperties admin = DestinationAccess.of(log, objects).admin();
    KeyAccess access = KeyAccess.of(log, objects, admin);
    if (secret != null && target.equals(OwnedObjects.entry(secret, "username"))) {
      issue.refresh(credential, log, secret, access);
    } else {
      issueAsNew(credential, log, target, connections.to(admin), access, status);
    }
    // The AuditLog looks at all ACLs in each of its passes; a key that worked once may not any
    // more.
    boolean denied = isDenied(log, target);
    conditions.is(
        ConditionType.Issued,
        !denied,
        denied ? Reason.KeyDenied : Reason.KeyIssued,
        denied
            ? "A DENY ACL of the destination keeps key %s from reading: AccessReady of AuditLog %s has it, and the command that removes it"
                .formatted(target, logName)
            : "Key " + target + " works at every broker");
    conditions.isTrue(
        ConditionType.Published,
        Reason.SecretPublished,
        "Secret " + credential.getSpec().getSecretName() + " has the key");
    Secret now = issue.published(credential);
    status.setKeyId(target);
    if (now == null) {
      throw new StepFailure(Reason.SecretLost, "The Secret vanished while it was published");
    }
    SecretReference reference = new SecretReference();
    reference.setName(credential.getSpec().getSecretName());
    status.setSecretRef(reference);
    return rotation.run(credential, now, limit, keys, status, conditions);
  }

  private void issueAsNew(
      AuditCredential credential,
      AuditLog log,
      String keyId,
      Destination destination,
      KeyAccess access,
      AuditCredentialStatus status) {
    try {
      issue.issue(credential, log, keyId, destination, access);
    } catch (StepFailure e) {
      if (e.reason() == Reason.SecretLost) {
        // The AuditLog has to know which key was lost, also of an AuditCredential made anew.
        status.setKeyId(keyId);
      }
      throw e;
    }
  }

  private static boolean isDenied(AuditLog log, String key) {
    return log.getStatus() != null
        && log.getStatus().getConditions() != null
        && ConditionSet.find(log.getStatus().getConditions(), ConditionType.AccessReady)
            .filter(access -> Reason.KeyDenied.name().equals(access.getReason()))
            .filter(access -> access.getMessage().contains(key))
            .isPresent();
  }

  private Duration gone(AuditCredential credential, String logName, AuditCredentialStatus status) {
    boolean had = status.getKeyId() != null;
    KeyIssue.withdraw(credential, objects);
    throw had
        ? new StepFailure(
            Reason.AuditLogGone,
            "AuditLog "
                + logName
                + " goes or is gone, and its keys with it: delete this AuditCredential")
        : new StepFailure(
            Reason.AuditLogNotFound,
            "auditLogRef.name: there is no AuditLog "
                + logName
                + " in namespace "
                + credential.getMetadata().getNamespace()
                + ": create it, or name another in a new AuditCredential");
  }

  private static StepFailure refusal(String logName, List<KeyStatus> keys, int limit) {
    if (keys.size() < limit) {
      return new StepFailure(
          Reason.WaitingForGrant, "AuditLog " + logName + " has not granted a key yet");
    }
    return new StepFailure(Reason.KeyLimitReached, KeyLimit.reached(limit, keys));
  }
}
