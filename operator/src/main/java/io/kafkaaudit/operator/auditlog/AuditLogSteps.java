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
import io.kafkaaudit.operator.owned.Names;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Runs the steps of an AuditLog in their order, each if what it needs is known. Thread-safe. */
final class AuditLogSteps {
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final List<AuditLogStep> steps;
  private final Clock clock;
  private final Duration poll;

  /**
   * What a run found.
   *
   * @param again when to come again at the latest
   * @param storedBytes what the topic takes on disk; empty: not known
   * @param keysLeftBehind that are not in the status any more, but in Kafka
   */
  record Result(
      AuditLogStatus status,
      Duration again,
      OptionalLong storedBytes,
      Set<String> keysLeftBehind) {}

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
    boolean told = true;
    for (AuditLogStep step : steps) {
      if (step.needs().stream().allMatch(pass::knows)) {
        boolean succeeded = succeeds(step, pass);
        told &= succeeded || !step.tellsOfPass();
      }
    }
    AuditLogStatus before = log.getStatus();
    List<Condition> old =
        before == null || before.getConditions() == null ? List.of() : before.getConditions();
    // What was done and could not be told is done, and told, once more: the status must not show
    // it.
    AuditLogStatus status = told ? pass.status() : pass.unchangedStatus();
    status.setConditions(conditions.toConditions(old, log.getMetadata().getGeneration(), clock));
    return new Result(
        status,
        pass.again(),
        pass.storedBytes(),
        pass.find(Fact.KEYS_LEFT_BEHIND).orElse(Set.of()));
  }

  private static boolean succeeds(AuditLogStep step, AuditLogPass pass) {
    try {
      step.run(pass);
      return true;
    } catch (RuntimeException e) {
      StepFailure failure =
          StepFailure.logged(e, "AuditLog " + Names.of(pass.log()) + ": " + step.condition());
      Reason reason = failure.reason();
      if (reason == Reason.UnexpectedError) {
        pass.again(RETRY);
      }
      if (e instanceof KafkaFailure && reason.concernsWholeDestination()) {
        pass.conditions()
            .isFalseForAllAfter(ConditionType.DestinationReachable, reason, failure.text());
        pass.withdraw(Fact.DESTINATION); // each step that needs it would wait for it in vain
      } else {
        pass.conditions().isFalse(step.condition(), reason, failure.text());
      }
      if (reason.passesSoon()) {
        pass.again(AuditLogPass.SOON);
      }
      return false;
    }
  }
}
