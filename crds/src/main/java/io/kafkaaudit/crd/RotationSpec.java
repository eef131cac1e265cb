package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How often the key is replaced, and how. */
@ValidationRule(
    value = SchemaRules.OVERLAP_IS_SHORTER,
    fieldPath = ".overlap",
    message =
        "rotation.overlap (1d if absent) must be shorter than rotation.interval: write a shorter overlap, such as 1h, or a longer interval, or strategy: Replace")
@JsonInclude(JsonInclude.Include.NON_NULL)
public class RotationSpec {

  @Default("30d")
  @Size(min = 2, max = 6)
  @Pattern(SchemaRules.DURATION)
  @ValidationRule(
      value = SchemaRules.IS_AT_LEAST_AN_HOUR,
      message = "write a whole number and a unit m, h or d, at least 1h, such as 30d")
  @JsonPropertyDescription(
      "How long a key is used, at least 1h: a whole number and a unit m, h or d.")
  private String interval;

  @Default("1d")
  @Size(min = 2, max = 6)
  @Pattern(SchemaRules.DURATION)
  @ValidationRule(
      value = SchemaRules.IS_DURATION,
      message = "write a whole number and a unit m, h or d, such as 1d")
  @JsonPropertyDescription(
      "Strategy Overlap: how long the old key works beside the new one, at most; shorter than interval. A whole number and a unit m, h or d.")
  private String overlap;

  @Default("Overlap")
  @JsonPropertyDescription("How the key is replaced.")
  private RotationStrategy strategy;

  public String getInterval() {
    return interval;
  }

  public void setInterval(String interval) {
    this.interval = interval;
  }

  public String getOverlap() {
    return overlap;
  }

  public void setOverlap(String overlap) {
    this.overlap = overlap;
  }

  public RotationStrategy getStrategy() {
    return strategy;
  }

  public void setStrategy(RotationStrategy strategy) {
    this.strategy = strategy;
  }
}
