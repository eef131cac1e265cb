package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Which acts become events. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class CaptureSpec {

  @Size(max = 50)
  @ValidationRule(
      value = SchemaRules.CATCH_ALL_IS_LAST,
      message =
          "a rule with match: {} matches every act, so that no rule after it is ever reached: make it the last one")
  @JsonPropertyDescription(
      "Rules in order; the first that matches an act decides. An act that no rule matches is decided by the default policy.")
  private List<CaptureRule> rules;

  @Size(max = 100)
  @ValidationRule(
      value = SchemaRules.ARE_PRINCIPALS,
      message = "write principals as Kafka does, a type and a name, such as User:alice")
  @JsonPropertyDescription(
      "Principals, such as User:metrics, whose successful acts are left out. Management operations, denials and failed logins are recorded nevertheless.")
  private List<@Size(max = 255) String> excludedPrincipals;

  public List<CaptureRule> getRules() {
    return rules;
  }

  public void setRules(List<CaptureRule> rules) {
    this.rules = rules;
  }

  public List<String> getExcludedPrincipals() {
    return excludedPrincipals;
  }

  public void setExcludedPrincipals(List<String> excludedPrincipals) {
    this.excludedPrincipals = excludedPrincipals;
  }
}
