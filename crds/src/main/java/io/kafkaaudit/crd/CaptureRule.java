package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** One rule of the capture policy. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class CaptureRule {

  @Required
  @JsonPropertyDescription(
      "Which acts the rule matches: all conditions here must be true. {} matches every act.")
  private CaptureMatch match;

  @Required
  @JsonPropertyDescription("How much of such an act is recorded.")
  private CaptureLevel level;

  public CaptureMatch getMatch() {
    return match;
  }

  public void setMatch(CaptureMatch match) {
    this.match = match;
  }

  public CaptureLevel getLevel() {
    return level;
  }

  public void setLevel(CaptureLevel level) {
    this.level = level;
  }
}
