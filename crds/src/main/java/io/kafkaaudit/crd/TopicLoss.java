package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Events that the audit topic does not have any more although their retention is not over. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class TopicLoss {

  @Required
  @Size(max = 32)
  @JsonPropertyDescription("When the operator noticed it, RFC 3339.")
  private String detectedAt;

  @Required
  @Size(max = 1024)
  @JsonPropertyDescription("What happened to which events.")
  private String what;

  public String getDetectedAt() {
    return detectedAt;
  }

  public void setDetectedAt(String detectedAt) {
    this.detectedAt = detectedAt;
  }

  public String getWhat() {
    return what;
  }

  public void setWhat(String what) {
    this.what = what;
  }
}
