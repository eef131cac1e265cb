package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One PEM certificate (or several in one file) in a Secret. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class TrustedCertificate {

  @Required
  @Size(min = 1, max = 253)
  @Pattern(SchemaRules.DNS_SUBDOMAIN)
  @JsonPropertyDescription("Name of the Secret, in the namespace of this AuditLog.")
  private String secretName;

  @Required
  @Size(min = 1, max = 253)
  @Pattern(SchemaRules.SECRET_KEY)
  @JsonPropertyDescription("Key of the Secret that holds the PEM text, such as ca.crt.")
  private String certificate;

  public String getSecretName() {
    return secretName;
  }

  public void setSecretName(String secretName) {
    this.secretName = secretName;
  }

  public String getCertificate() {
    return certificate;
  }

  public void setCertificate(String certificate) {
    this.certificate = certificate;
  }
}
