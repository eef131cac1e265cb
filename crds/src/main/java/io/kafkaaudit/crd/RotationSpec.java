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
@ValidationRule(
    value = SchemaRules.MAX_AGE_IS_NOT_SHORTER,
    fieldPath = ".maxAge",
    message =
        "rotation.maxAge must not be shorter than rotation.interval (30d if absent): write a longer maxAge, or a shorter interval")
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

  @Size(min = 2, max = 6)
  @Pattern(SchemaRules.DURATION)
  @ValidationRule(
      value = SchemaRules.IS_DURATION,
      message = "write a whole number and a unit m, h or d, such as 60d")
  @JsonPropertyDescription(
      "Strategy Overlap: a key of this age that could not be replaced because no key is free is replaced as strategy Replace does, so that readers wait for the new key. Not shorter than interval; absent: the key is kept until one is free. A whole number and a unit m, h or d.")
  private String maxAge;

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

  public String getMaxAge() {
    return maxAge;
  }

  public void setMaxAge(String maxAge) {
    this.maxAge = maxAge;
  }

  public RotationStrategy getStrategy() {
    return strategy;
  }

  public void setStrategy(RotationStrategy strategy) {
    this.strategy = strategy;
  }
}
