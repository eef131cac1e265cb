package io.kafkaaudit.operator.credential;

import io.fabric8.kubernetes.api.model.Secret;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditCredentialStatus;
import io.kafkaaudit.crd.KeyStatus;
import io.kafkaaudit.crd.RotationSpec;
import io.kafkaaudit.crd.RotationStrategy;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.keys.KeyLimit;
import io.kafkaaudit.operator.keys.RotationPolicy;
import io.kafkaaudit.operator.keys.RotationPolicy.Due;
import io.kafkaaudit.operator.owned.Labels;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.rules.Durations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When the present key was issued and when it is to be replaced. The AuditLog reconciler reads that
 * from the status and grants the new key. Thread-safe.
 */
final class RotationStep {
  private final Clock clock;

  RotationStep(Clock clock) {
    this.clock = clock;
  }

  /**
   * Reports on the published key.
   *
   * @param limit of the AuditLog
   * @param keys all keys of the AuditLog
   * @return time until the next rotation
   * @throws StepFailure while a rotation that is due waits for its key
   */
  Duration run(
      AuditCredential credential,
      Secret published,
      int limit,
      List<KeyStatus> keys,
      AuditCredentialStatus status,
      ConditionSet conditions) {
    RotationSpec rotation = credential.getSpec().getRotation();
    Instant now = clock.instant();
    Instant last = KeyIssue.issuedAt(published, now);
    RotationPolicy.Plan plan =
        RotationPolicy.plan(
            Durations.parse("rotation.interval", rotation.getInterval()),
            last,
            OwnedObjects.annotation(credential, Labels.ROTATE),
            OwnedObjects.annotation(published, Labels.ROTATE),
            now);
    status.setLastRotation(last.toString());
    status.setNextRotation(plan.next().toString());
    if (plan.due() == Due.No) {
      conditions.isTrue(
          ConditionType.RotationCurrent, Reason.KeyCurrent, "Next rotation at " + plan.next());
      return Duration.between(now, plan.next());
    }
    if (keys.size() >= limit
        && rotation.getStrategy() == RotationStrategy.Overlap
        && !RotationPolicy.isTooOld(rotation, last, now)) {
      throw new StepFailure(Reason.RotationBlocked, KeyLimit.blocksRotation(limit, keys));
    }
    throw new StepFailure(Reason.RotationInProgress, "A new key is being issued");
  }
}
