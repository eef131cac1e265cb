package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** The operator's own access to the destination cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class DestinationAdmin {

  @Required
  @JsonPropertyDescription(
      "Secret in the namespace of this AuditLog that has the label kafkaaudit.io/role: destination-admin and the key client.properties (Kafka client properties with bootstrap.servers).")
  private SecretReference secretRef;

  public SecretReference getSecretRef() {
    return secretRef;
  }

  public void setSecretRef(SecretReference secretRef) {
    this.secretRef = secretRef;
  }
}
