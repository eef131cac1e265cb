package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What agents and readers trust when they connect to the destination cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class DestinationTls {

  @Required
  @Size(min = 1, max = 10)
  @JsonPropertyDescription(
      "Certificates to trust, at least one; all of them go into the Secrets that the operator issues.")
  private List<TrustedCertificate> trustedCertificates;

  public List<TrustedCertificate> getTrustedCertificates() {
    return trustedCertificates;
  }

  public void setTrustedCertificates(List<TrustedCertificate> trustedCertificates) {
    this.trustedCertificates = trustedCertificates;
  }
}
