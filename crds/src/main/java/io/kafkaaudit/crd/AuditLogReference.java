package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** An AuditLog, of the AuditCredential's namespace or of another one that allows it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class AuditLogReference {

  @Required
  @Size(min = 1, max = 52)
  @Pattern(SchemaRules.DNS_SUBDOMAIN)
  @JsonPropertyDescription("Name of the AuditLog.")
  private String name;

  @Size(min = 1, max = 63)
  @Pattern(SchemaRules.DNS_LABEL)
  @ValidationRule(
      value = SchemaRules.IS_DNS_LABEL,
      message = "write the name of a namespace: small letters, digits and '-', such as kafka")
  @JsonPropertyDescription(
      "Namespace of the AuditLog; default: that of the AuditCredential. The AuditLog has to name this AuditCredential's namespace in access.allowedNamespaces.")
  private String namespace;

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getNamespace() {
    return namespace;
  }

  public void setNamespace(String namespace) {
    this.namespace = namespace;
  }
}
