package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** The agents in the pods of the audited cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class AgentsStatus {

  @JsonPropertyDescription("Pods of the audited cluster that should have the agent.")
  private Integer desired;

  @JsonPropertyDescription("Those of them that have the agent of this revision.")
  private Integer injected;

  @JsonPropertyDescription("Nodes of the audited cluster whose agent reported lately.")
  private Integer reporting;

  @Size(max = 64)
  @JsonPropertyDescription("Revision of the agent that new pods get: a hash of its jar.")
  private String revision;

  @JsonPropertyDescription(
      "With injection.rollout Automatic: the pod that is restarted now. Absent: none.")
  private RestartingPod restarting;

  public Integer getDesired() {
    return desired;
  }

  public void setDesired(Integer desired) {
    this.desired = desired;
  }

  public Integer getInjected() {
    return injected;
  }

  public void setInjected(Integer injected) {
    this.injected = injected;
  }

  public Integer getReporting() {
    return reporting;
  }

  public void setReporting(Integer reporting) {
    this.reporting = reporting;
  }

  public String getRevision() {
    return revision;
  }

  public void setRevision(String revision) {
    this.revision = revision;
  }

  public RestartingPod getRestarting() {
    return restarting;
  }

  public void setRestarting(RestartingPod restarting) {
    this.restarting = restarting;
  }
}
