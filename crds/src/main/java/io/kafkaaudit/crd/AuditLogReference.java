package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** An AuditLog in the namespace of the AuditCredential. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class AuditLogReference {

  @Required
  @Size(min = 1, max = 52)
  @Pattern(SchemaRules.DNS_SUBDOMAIN)
  @JsonPropertyDescription("Name of the AuditLog.")
  private String name;

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }
}
