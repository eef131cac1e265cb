package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A key that is revoked, and brokers that could not be asked whether they still let it in. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class UnconfirmedRevocation {

  @Required
  @Size(max = 32)
  @JsonPropertyDescription("Key id: name of the SCRAM user.")
  private String id;

  @Size(max = 253)
  @JsonPropertyDescription("Name of the AuditCredential that had the key.")
  private String credential;

  @Size(max = 63)
  @JsonPropertyDescription("Namespace of that AuditCredential.")
  private String namespace;

  @Required
  @Size(max = 21)
  @JsonPropertyDescription(
      "Addresses of these brokers, at most 20, then how many more there are. They are asked again.")
  private List<@Size(max = 300) String> brokers;

  public String getId() {
    return id;
  }

  public void setId(String id) {
    this.id = id;
  }

  public String getCredential() {
    return credential;
  }

  public void setCredential(String credential) {
    this.credential = credential;
  }

  public String getNamespace() {
    return namespace;
  }

  public void setNamespace(String namespace) {
    this.namespace = namespace;
  }

  public List<String> getBrokers() {
    return brokers;
  }

  public void setBrokers(List<String> brokers) {
    this.brokers = brokers;
  }
}
