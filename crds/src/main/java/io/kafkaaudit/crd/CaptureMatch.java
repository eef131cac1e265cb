package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Which acts a capture rule is for; what is absent matches everything. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class CaptureMatch {

  @Size(min = 1, max = 7)
  @JsonPropertyDescription("Any of these categories.")
  private List<CaptureCategory> categories;

  @Size(min = 1, max = 3)
  @JsonPropertyDescription("Any of these outcomes.")
  private List<CaptureOutcome> outcomes;

  @Size(min = 1, max = 100)
  @ValidationRule(
      value = SchemaRules.ARE_PRINCIPALS,
      message = "write principals as Kafka does, a type and a name, such as User:alice")
  @JsonPropertyDescription("Any of these principals, such as User:alice.")
  private List<@Size(max = 255) String> principals;

  public List<CaptureCategory> getCategories() {
    return categories;
  }

  public void setCategories(List<CaptureCategory> categories) {
    this.categories = categories;
  }

  public List<CaptureOutcome> getOutcomes() {
    return outcomes;
  }

  public void setOutcomes(List<CaptureOutcome> outcomes) {
    this.outcomes = outcomes;
  }

  public List<String> getPrincipals() {
    return principals;
  }

  public void setPrincipals(List<String> principals) {
    this.principals = principals;
  }
}
