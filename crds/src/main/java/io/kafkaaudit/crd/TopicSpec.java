package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/** The audit topic. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class TopicSpec {

  @Default("audit-log-events")
  @Size(min = 1, max = 242)
  @Pattern(SchemaRules.TOPIC_NAME)
  @ValidationRule(
      value = SchemaRules.IS_TOPIC_NAME,
      message =
          "write a topic name of letters, digits, '.', '_' and '-' that does not begin with '.' or '__', such as audit-log-events")
  @ValidationRule(
      value = "self == oldSelf",
      message =
          "topic.name cannot be changed, because events would be split over two topics: keep it, or make a second AuditLog for the new topic")
  @JsonPropertyDescription(
      "Name of the audit topic. Cannot be changed. A second topic, <name>-agents, holds what the agents report about themselves.")
  private String name;

  @Default("6")
  @Min(1)
  @Max(10000)
  @ValidationRule(
      value = "self >= oldSelf",
      message =
          "topic.partitions cannot become fewer, for Kafka can only add partitions: write the old number or a higher one")
  @JsonPropertyDescription("Number of partitions. May grow, never shrink.")
  private Integer partitions;

  @Min(1)
  @Max(100)
  @JsonPropertyDescription(
      "Replication factor. Absent: the default of the destination cluster. Used when the topic is created; a difference later is reported, not reassigned.")
  private Integer replicas;

  @Default("7d")
  @Size(min = 2, max = 6)
  @Pattern(SchemaRules.DURATION)
  @ValidationRule(
      value = SchemaRules.IS_AT_LEAST_AN_HOUR,
      message = "write a whole number and a unit m, h or d, at least 1h, such as 7d")
  @JsonPropertyDescription(
      "How long events are kept, at least 1h: a whole number and a unit m, h or d. Shortening it needs the annotation kafkaaudit.io/allow-shorter-retention on this AuditLog.")
  private String retention;

  @Size(max = 30)
  @ValidationRule(
      value = "self.all(name, name.matches('^[a-z][a-z0-9.]{0,99}$'))",
      message =
          "write topic configs as Kafka names them, in small letters with dots, such as compression.type")
  @ValidationRule(
      value = "!('cleanup.policy' in self)",
      message =
          "remove cleanup.policy: the audit topic is always kept by time (delete), never compacted")
  @ValidationRule(
      value = "!('retention.ms' in self)",
      message = "remove retention.ms: write topic.retention instead, such as retention: 7d")
  @ValidationRule(
      value = "!('retention.bytes' in self)",
      message =
          "remove retention.bytes: the audit topic is kept by time only, write topic.retention instead")
  @ValidationRule(
      value = "!('segment.ms' in self)",
      message = "remove segment.ms: the operator derives it from topic.retention")
  @ValidationRule(
      value = "!('message.timestamp.type' in self)",
      message =
          "remove message.timestamp.type: it is always LogAppendTime, so that the destination cluster gives a second clock")
  @ValidationRule(
      value = "!('min.insync.replicas' in self)",
      message = "remove min.insync.replicas: the operator derives it from topic.replicas")
  @JsonPropertyDescription(
      "Further topic configs, such as compression.type. Those that the operator sets itself cannot be named here.")
  private Map<String, String> configs;

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

  public Map<String, String> getConfigs() {
    return configs;
  }

  public void setConfigs(Map<String, String> configs) {
    this.configs = configs;
  }
}
