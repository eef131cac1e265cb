package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Who may read the audit topic. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class AccessSpec {

  @Default("2")
  @Min(1)
  @Max(100)
  @JsonPropertyDescription(
      "Most keys that may read the audit topic at one time. A rotation with strategy Overlap needs a free one for a while.")
  private Integer keyLimit;

  @Default("Enforce")
  @JsonPropertyDescription(
      "What to do about somebody else's grants on the audit topic: Enforce removes literal ones and denies wider ones there, Warn reports them. Where the audit topic is on the audited cluster itself and others manage its ACLs, write Warn.")
  private Enforcement enforcement;

  @Size(max = 50)
  @ValidationRule(
      value = SchemaRules.ARE_DNS_LABELS,
      message =
          "write names of namespaces: small letters, digits and '-', such as security; there are no patterns")
  @JsonPropertyDescription(
      "Namespaces beside this one whose AuditCredentials may have keys. Taking a namespace off the list revokes its keys.")
  private List<@Size(min = 1, max = 63) String> allowedNamespaces;

  public Integer getKeyLimit() {
    return keyLimit;
  }

  public void setKeyLimit(Integer keyLimit) {
    this.keyLimit = keyLimit;
  }

  public Enforcement getEnforcement() {
    return enforcement;
  }

  public void setEnforcement(Enforcement enforcement) {
    this.enforcement = enforcement;
  }

  public List<String> getAllowedNamespaces() {
    return allowedNamespaces;
  }

  public void setAllowedNamespaces(List<String> allowedNamespaces) {
    this.allowedNamespaces = allowedNamespaces;
  }
}
