package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** The audit topic as it is in Kafka. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class TopicStatus {

  @Size(max = 64)
  @JsonPropertyDescription(
      "Topic id that Kafka gave; another id is another topic of the same name.")
  private String id;

  @Size(max = 249)
  @JsonPropertyDescription("Name of the topic.")
  private String name;

  @JsonPropertyDescription("Number of partitions.")
  private Integer partitions;

  @JsonPropertyDescription("Replication factor.")
  private Integer replicas;

  @Size(max = 16)
  @JsonPropertyDescription("Retention that the topic has, such as 7d.")
  private String retention;

  @Size(max = 10)
  @JsonPropertyDescription(
      "The latest losses of events: the topic was deleted or replaced, or records were deleted before their retention was over. They stay here when the topic is as specified again.")
  private List<TopicLoss> losses;

  @Min(1)
  @JsonPropertyDescription(
      "How many older losses losses has no room for; Events and metrics have told of them. Absent: none.")
  private Integer lossesOmitted;

  public String getId() {
    return id;
  }

  public void setId(String id) {
    this.id = id;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public Integer getPartitions() {
    return partitions;
  }

  public void setPartitions(Integer partitions) {
    this.partitions = partitions;
  }

  public Integer getReplicas() {
    return replicas;
  }

  public void setReplicas(Integer replicas) {
    this.replicas = replicas;
  }

  public String getRetention() {
    return retention;
  }

  public void setRetention(String retention) {
    this.retention = retention;
  }

  public List<TopicLoss> getLosses() {
    return losses;
  }

  public void setLosses(List<TopicLoss> losses) {
    this.losses = losses;
  }

  public Integer getLossesOmitted() {
    return lossesOmitted;
  }

  public void setLossesOmitted(Integer lossesOmitted) {
    this.lossesOmitted = lossesOmitted;
  }
}
