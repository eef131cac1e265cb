package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** Status at a glance. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class AuditLogSummary {

  @Size(max = 16)
  @JsonPropertyDescription("Keys in use and the limit, such as 1/2.")
  private String keys;

  @Size(max = 16)
  @JsonPropertyDescription("Pods with the agent and pods that should have it, such as 3/3.")
  private String agents;

  public String getKeys() {
    return keys;
  }

  public void setKeys(String keys) {
    this.keys = keys;
  }

  public String getAgents() {
    return agents;
  }

  public void setAgents(String agents) {
    this.agents = agents;
  }
}
