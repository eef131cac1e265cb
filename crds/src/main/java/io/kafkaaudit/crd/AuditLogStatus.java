package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What the operator found and did for an AuditLog. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class AuditLogStatus {

  @JsonPropertyDescription(
      "Generation of the spec that this status is about; -1 before the operator saw it.")
  private Long observedGeneration;

  @Size(max = 16)
  @JsonPropertyDescription(
      "Accepted, DestinationReachable, TopicReady, AccessReady, AgentInjected, AgentReporting, Ready (all of the others), Reconciling, Stalled.")
  private List<Condition> conditions;

  @JsonPropertyDescription("A summary, for kubectl get.")
  private AuditLogSummary summary;

  @JsonPropertyDescription("The audit topic as it is in Kafka.")
  private TopicStatus topic;

  @Size(max = 64)
  @JsonPropertyDescription("Id of the destination cluster.")
  private String clusterId;

  @Size(max = 200)
  @JsonPropertyDescription("Every grant under the key limit.")
  private List<KeyStatus> keys;

  @Min(1)
  @JsonPropertyDescription(
      "How many orphaned keys there are that keys has no room for; they are revoked after those that it shows. Absent: none. Grants are always shown.")
  private Integer keysOmitted;

  @Size(max = 20)
  @JsonPropertyDescription(
      "Revoked keys that some brokers could not be asked about, the latest 20. They do not count against the key limit.")
  private List<UnconfirmedRevocation> unconfirmed;

  @Min(1)
  @JsonPropertyDescription("How many more there are than unconfirmed has room for. Absent: none.")
  private Integer unconfirmedOmitted;

  @JsonPropertyDescription("Who has access to the audit topic beside the keys.")
  private AccessStatus access;

  @JsonPropertyDescription("The agents in the pods of the audited cluster.")
  private AgentsStatus agents;

  public Long getObservedGeneration() {
    return observedGeneration;
  }

  public void setObservedGeneration(Long observedGeneration) {
    this.observedGeneration = observedGeneration;
  }

  public List<Condition> getConditions() {
    return conditions;
  }

  public void setConditions(List<Condition> conditions) {
    this.conditions = conditions;
  }

  public AuditLogSummary getSummary() {
    return summary;
  }

  public void setSummary(AuditLogSummary summary) {
    this.summary = summary;
  }

  public TopicStatus getTopic() {
    return topic;
  }

  public void setTopic(TopicStatus topic) {
    this.topic = topic;
  }

  public String getClusterId() {
    return clusterId;
  }

  public void setClusterId(String clusterId) {
    this.clusterId = clusterId;
  }

  public List<KeyStatus> getKeys() {
    return keys;
  }

  public void setKeys(List<KeyStatus> keys) {
    this.keys = keys;
  }

  public Integer getUnconfirmedOmitted() {
    return unconfirmedOmitted;
  }

  public void setUnconfirmedOmitted(Integer unconfirmedOmitted) {
    this.unconfirmedOmitted = unconfirmedOmitted;
  }

  public List<UnconfirmedRevocation> getUnconfirmed() {
    return unconfirmed;
  }

  public void setUnconfirmed(List<UnconfirmedRevocation> unconfirmed) {
    this.unconfirmed = unconfirmed;
  }

  public AccessStatus getAccess() {
    return access;
  }

  public void setAccess(AccessStatus access) {
    this.access = access;
  }

  public AgentsStatus getAgents() {
    return agents;
  }

  public void setAgents(AgentsStatus agents) {
    this.agents = agents;
  }

  public Integer getKeysOmitted() {
    return keysOmitted;
  }

  public void setKeysOmitted(Integer keysOmitted) {
    this.keysOmitted = keysOmitted;
  }
}
