package io.kafkaaudit.operator.auditlog;

import io.fabric8.kubernetes.api.model.Condition;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.kafka.KafkaFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Runs the steps of an AuditLog in their order; what depends on one that failed is not done.
 * Thread-safe.
 */
final class AuditLogSteps {
  /** What passes by itself in a moment. */
  private static final Set<Reason> BRIEF =
      EnumSet.of(Reason.CreatingTopic, Reason.WaitingForOlderAuditLog, Reason.WebhookNotReady);

  /** What says nothing about the step that met it, but about the destination. */
  private static final Set<Reason> AT_THE_DOOR =
      EnumSet.of(Reason.DestinationUnreachable, Reason.AuthenticationFailed);

  private final List<AuditLogStep> steps;
  private final Clock clock;
  private final Duration poll;

  /**
   * What a run found.
   *
   * @param again when to come again at the latest
   * @param storedBytes what the topic takes on disk; empty: not known
   */
  record Result(AuditLogStatus status, Duration again, OptionalLong storedBytes) {}

  /**
   * With these steps; their conditions are those of the status, in this order.
   *
   * @param poll when to come again if no step asks for less
   */
  AuditLogSteps(List<AuditLogStep> steps, Clock clock, Duration poll) {
    this.steps = List.copyOf(steps);
    this.clock = clock;
    this.poll = poll;
  }

  /**
   * Runs them.
   *
   * @param logs all AuditLogs, this one perhaps among them
   */
  Result run(AuditLog log, Collection<AuditCredential> credentials, Collection<AuditLog> logs) {
    ConditionSet conditions =
        new ConditionSet(steps.stream().map(AuditLogStep::condition).distinct().toList());
    AuditLogPass pass = new AuditLogPass(log, credentials, logs, conditions, poll);
    boolean failed = false;
    for (AuditLogStep step : steps) {
      if (!failed || step.independent()) {
        boolean succeeded = succeeds(step, pass);
        failed |= !succeeded && !step.independent();
      }
    }
    AuditLogStatus before = log.getStatus();
    List<Condition> old =
        before == null || before.getConditions() == null ? List.of() : before.getConditions();
    pass.status()
        .setConditions(conditions.toConditions(old, log.getMetadata().getGeneration(), clock));
    return new Result(pass.status(), pass.again(), pass.storedBytes());
  }

  private static boolean succeeds(AuditLogStep step, AuditLogPass pass) {
    try {
      step.run(pass);
      return true;
    } catch (StepFailure e) {
      pass.conditions().isFalse(step.condition(), e.reason(), e.text());
      if (BRIEF.contains(e.reason())) {
        pass.again(AuditLogPass.SOON);
      }
    } catch (KafkaFailure e) {
      Reason reason = Reason.valueOf(e.reason().name());
      String message = String.valueOf(e.getMessage());
      if (AT_THE_DOOR.contains(reason)) {
        pass.conditions().isFalseForAllAfter(ConditionType.DestinationReachable, reason, message);
      } else {
        pass.conditions().isFalse(step.condition(), reason, message);
      }
    }
    return false;
  }
}
