package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** How the agent gets into the pods of the audited cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class InjectionSpec {

  @Default("Ignore")
  @JsonPropertyDescription(
      "What happens to a starting pod of the audited cluster when the operator's webhook does not answer. Ignore: it starts without the agent, and AgentInjected names it. Fail: it is not created before the webhook answers.")
  private FailurePolicy failurePolicy;

  @Default("Manual")
  @JsonPropertyDescription(
      "Who restarts pods that run without the agent or with an older one. Manual: a person; AgentInjected names the pods and the commands. Automatic: the operator evicts one pod at a time, controllers first, while the audited cluster is healthy; it needs cluster.bootstrapServers, cluster.admin and the chart's rbac.rollout.")
  private Rollout rollout;

  public FailurePolicy getFailurePolicy() {
    return failurePolicy;
  }

  public void setFailurePolicy(FailurePolicy failurePolicy) {
    this.failurePolicy = failurePolicy;
  }

  public Rollout getRollout() {
    return rollout;
  }

  public void setRollout(Rollout rollout) {
    this.rollout = rollout;
  }
}
