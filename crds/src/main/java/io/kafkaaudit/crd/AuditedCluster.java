package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;

/** The Kafka cluster whose acts are recorded. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class AuditedCluster {

  @Required
  @ValidationRule(
      value =
          "(has(self.matchLabels) && self.matchLabels.size() > 0) || (has(self.matchExpressions) && self.matchExpressions.size() > 0)",
      message =
          "podSelector would select every pod of the namespace: write at least one label that only Kafka's pods have, such as matchLabels: {app: kafka}")
  @JsonPropertyDescription(
      "Selects the pods of brokers and controllers in the namespace of this AuditLog, by at least one label or expression.")
  private LabelSelector podSelector;

  @Size(min = 1, max = 63)
  @Pattern(SchemaRules.DNS_LABEL)
  @JsonPropertyDescription(
      "Name of the container that runs Kafka. Absent: the only container of the pod, else the one named kafka.")
  private String container;

  @Size(min = 1, max = 100)
  @Pattern(SchemaRules.DISPLAY_NAME)
  @JsonPropertyDescription(
      "Name of the audited cluster as events show it. Absent: the name of this AuditLog.")
  private String name;

  @Size(min = 1, max = 2000)
  @Pattern(SchemaRules.BOOTSTRAP_SERVERS)
  @ValidationRule(
      value = SchemaRules.IS_BOOTSTRAP_SERVERS,
      message =
          "write host:port, several separated by commas without spaces, such as kafka-0.kafka:9092,kafka-1.kafka:9092")
  @JsonPropertyDescription(
      "Addresses (host:port, comma-separated) at which the operator looks at the audited cluster, for injection.rollout Automatic. Each must be among the bootstrap.servers of the Secret that cluster.admin names: its password goes nowhere else.")
  private String bootstrapServers;

  @JsonPropertyDescription(
      "The operator's own access to the audited cluster, for injection.rollout Automatic.")
  private ClusterAdmin admin;

  public LabelSelector getPodSelector() {
    return podSelector;
  }

  public void setPodSelector(LabelSelector podSelector) {
    this.podSelector = podSelector;
  }

  public String getContainer() {
    return container;
  }

  public void setContainer(String container) {
    this.container = container;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getBootstrapServers() {
    return bootstrapServers;
  }

  public void setBootstrapServers(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  public ClusterAdmin getAdmin() {
    return admin;
  }

  public void setAdmin(ClusterAdmin admin) {
    this.admin = admin;
  }
}
