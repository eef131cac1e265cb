package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One grant under the key limit. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class KeyStatus {

  @Required
  @Size(max = 32)
  @JsonPropertyDescription("Key id: name of the SCRAM user.")
  private String id;

  @Size(max = 253)
  @JsonPropertyDescription("Name of the AuditCredential that the grant was given to.")
  private String credential;

  @Size(max = 63)
  @JsonPropertyDescription("Namespace of that AuditCredential.")
  private String namespace;

  @Required
  @JsonPropertyDescription("What the key may do now.")
  private KeyState state;

  @Size(max = 32)
  @JsonPropertyDescription("When the grant was given (RFC 3339, UTC).")
  private String createdAt;

  @Size(max = 32)
  @JsonPropertyDescription("When the key stops working, if that is known (RFC 3339, UTC).")
  private String expiresAt;

  @Size(max = 32)
  @JsonPropertyDescription(
      "The hour of the key's last login that agents saw at the destination's brokers (RFC 3339, UTC); absent: none was seen, or the destination is not audited by an AuditLog of this operator.")
  private String lastUsedAt;

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

  public KeyState getState() {
    return state;
  }

  public void setState(KeyState state) {
    this.state = state;
  }

  public String getCreatedAt() {
    return createdAt;
  }

  public void setCreatedAt(String createdAt) {
    this.createdAt = createdAt;
  }

  public String getExpiresAt() {
    return expiresAt;
  }

  public void setExpiresAt(String expiresAt) {
    this.expiresAt = expiresAt;
  }

  public String getLastUsedAt() {
    return lastUsedAt;
  }

  public void setLastUsedAt(String lastUsedAt) {
    this.lastUsedAt = lastUsedAt;
  }
}
