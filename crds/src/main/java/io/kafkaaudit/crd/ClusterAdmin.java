package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** The operator's own access to the audited cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class ClusterAdmin {

  @Required
  @JsonPropertyDescription(
      "Secret in the namespace of this AuditLog that has the label kafkaaudit.io/role: cluster-admin and the key client.properties (Kafka client properties with bootstrap.servers). Its user needs DESCRIBE on the cluster and on every topic, and no other right.")
  private SecretReference secretRef;

  public SecretReference getSecretRef() {
    return secretRef;
  }

  public void setSecretRef(SecretReference secretRef) {
    this.secretRef = secretRef;
  }
}
