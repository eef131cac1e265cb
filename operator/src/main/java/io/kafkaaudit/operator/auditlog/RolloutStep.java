package io.kafkaaudit.operator.auditlog;

import io.kafkaaudit.crd.AgentsStatus;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.injection.Injection;
import io.kafkaaudit.operator.injection.InjectionReport;
import io.kafkaaudit.operator.kafka.AgentReport;
import io.kafkaaudit.operator.rollout.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Restarts pods where the AuditLog asks for it. It comes last, when it is known which agents
 * report, and speaks by the condition of the injection.
 */
final class RolloutStep implements AuditLogStep {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final Rollout rollout;

  RolloutStep(Rollout rollout) {
    this.rollout = rollout;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.AgentInjected;
  }

  @Override
  public Set<Fact<?>> needs() {
    return Set.of(Fact.PODS);
  }

  @Override
  public void run(AuditLogPass pass) {
    AgentsStatus agents = pass.status().getAgents();
    if (agents == null) {
      return; // the pods could not be looked at
    }
    if (!Injection.isAutomatic(pass.log())) {
      rollout.leave(pass.log(), pass.logs(), agents.getRestarting());
      agents.setRestarting(null);
      return;
    }
    InjectionReport pods = pass.get(Fact.PODS);
    Rollout.Outcome outcome;
    try {
      outcome = rollout.step(pass.log(), pass.logs(), agents.getRestarting(), heard(pass));
    } catch (StepFailure e) {
      outcome = Rollout.failed(e, agents.getRestarting());
    }
    agents.setRestarting(outcome.restarting());
    if (outcome.done()) {
      return;
    }
    pass.again(outcome.next() ? AuditLogPass.NOW : LOOK_AGAIN);
    pass.conditions()
        .isFalse(condition(), outcome.reason(), pods.message() + ". " + outcome.message());
  }

  /** Null: the destination did not tell. */
  private static @Nullable Map<Integer, Instant> heard(AuditLogPass pass) {
    return pass.find(Fact.AGENT_REPORTS)
        .map(
            reports -> {
              Map<Integer, Instant> heard = new HashMap<>();
              for (AgentReport report : reports) {
                heard.merge(report.nodeId(), report.at(), (a, b) -> a.isAfter(b) ? a : b);
              }
              return heard;
            })
        .orElse(null);
  }
}
