package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** What shall be recorded of one Kafka cluster, where it goes, and who may read it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = SchemaRules.AUTOMATIC_ROLLOUT_HAS_ACCESS,
    message =
        "injection.rollout Automatic needs access to the audited cluster: write cluster.bootstrapServers and cluster.admin.secretRef, or injection.rollout: Manual")
public class AuditLogSpec {

  @Required
  @JsonPropertyDescription(
      "The audited cluster: the Kafka whose acts are recorded. Its pods are in the namespace of this AuditLog.")
  private AuditedCluster cluster;

  @Required
  @JsonPropertyDescription(
      "The destination cluster: the Kafka that holds the audit topic. An independent one, or the audited cluster itself.")
  private DestinationSpec destination;

  @Default("{}")
  @JsonPropertyDescription(
      "The audit topic, which the operator creates and keeps as specified here.")
  private TopicSpec topic;

  @Default("{}")
  @JsonPropertyDescription("Who may read the audit topic.")
  private AccessSpec access;

  @JsonPropertyDescription(
      "The capture policy: which acts become events. Absent: every authentication and every management operation, and every denial.")
  private CaptureSpec capture;

  @Default("{}")
  @JsonPropertyDescription("How the agents deliver events.")
  private DeliverySpec delivery;

  @Default("{}")
  @JsonPropertyDescription("How the agent gets into the pods of the audited cluster.")
  private InjectionSpec injection;

  @Default("false")
  @JsonPropertyDescription(
      "true: pods that start from now on get no agent. Running pods keep the agent until they restart; AgentInjected names the pods that still have the agent.")
  private Boolean suspend;

  @Default("{}")
  @JsonPropertyDescription("What happens in Kafka when this AuditLog is deleted.")
  private DeletionPolicySpec deletionPolicy;

  public AuditedCluster getCluster() {
    return cluster;
  }

  public void setCluster(AuditedCluster cluster) {
    this.cluster = cluster;
  }

  public DestinationSpec getDestination() {
    return destination;
  }

  public void setDestination(DestinationSpec destination) {
    this.destination = destination;
  }

  public TopicSpec getTopic() {
    return topic;
  }

  public void setTopic(TopicSpec topic) {
    this.topic = topic;
  }

  public AccessSpec getAccess() {
    return access;
  }

  public void setAccess(AccessSpec access) {
    this.access = access;
  }

  public CaptureSpec getCapture() {
    return capture;
  }

  public void setCapture(CaptureSpec capture) {
    this.capture = capture;
  }

  public DeliverySpec getDelivery() {
    return delivery;
  }

  public void setDelivery(DeliverySpec delivery) {
    this.delivery = delivery;
  }

  public DeletionPolicySpec getDeletionPolicy() {
    return deletionPolicy;
  }

  public void setDeletionPolicy(DeletionPolicySpec deletionPolicy) {
    this.deletionPolicy = deletionPolicy;
  }

  public InjectionSpec getInjection() {
    return injection;
  }

  public void setInjection(InjectionSpec injection) {
    this.injection = injection;
  }

  public Boolean getSuspend() {
    return suspend;
  }

  public void setSuspend(Boolean suspend) {
    this.suspend = suspend;
  }
}
