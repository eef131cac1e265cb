package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What happens in Kafka when an AuditLog is deleted. Its keys are always revoked. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class DeletionPolicySpec {

  @Default("Retain")
  @JsonPropertyDescription("What becomes of the audit topic.")
  private TopicDeletion topic;

  @Default("10m")
  @Size(min = 2, max = 6)
  @Pattern(SchemaRules.DURATION)
  @ValidationRule(
      value = SchemaRules.IS_DURATION,
      message = "write a whole number and a unit m, h or d, such as 10m")
  @JsonPropertyDescription(
      "How long the deletion waits for a destination that is not reachable, before it leaves keys and topic behind and reports what is left: a whole number and a unit m, h or d.")
  private String timeout;

  public TopicDeletion getTopic() {
    return topic;
  }

  public void setTopic(TopicDeletion topic) {
    this.topic = topic;
  }

  public String getTimeout() {
    return timeout;
  }

  public void setTimeout(String timeout) {
    this.timeout = timeout;
  }
}
