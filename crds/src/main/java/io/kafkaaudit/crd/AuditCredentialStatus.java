package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What the operator found and did for an AuditCredential. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class AuditCredentialStatus {

  @JsonPropertyDescription(
      "Generation of the spec that this status is about; -1 before the operator saw it.")
  private Long observedGeneration;

  @Size(max = 16)
  @JsonPropertyDescription(
      "Granted, Issued, Published, RotationCurrent, Ready (all of the others), Reconciling, Stalled.")
  private List<Condition> conditions;

  @Size(max = 32)
  @JsonPropertyDescription("Key id of the key that the Secret holds.")
  private String keyId;

  @Size(max = 400)
  @JsonPropertyDescription("Prefix that every consumer group id of this credential must have.")
  private String groupPrefix;

  @JsonPropertyDescription("The Secret that the operator issued.")
  private SecretReference secretRef;

  @Size(max = 32)
  @JsonPropertyDescription("When the present key was issued (RFC 3339, UTC).")
  private String lastRotation;

  @Size(max = 32)
  @JsonPropertyDescription("When the present key is to be replaced (RFC 3339, UTC).")
  private String nextRotation;

  @Size(max = 128)
  @JsonPropertyDescription(
      "Value of annotation kafkaaudit.io/revoke-now that was acted on last; of a long value its SHA-256.")
  private String observedRevokeNow;

  @Size(max = 32)
  @JsonPropertyDescription(
      "When annotation kafkaaudit.io/revoke-now was acted on (RFC 3339, UTC); absent: no key is withheld because of it.")
  private String revokedAt;

  @Size(max = 128)
  @JsonPropertyDescription(
      "Value of annotation kafkaaudit.io/rotate at revokedAt: another value asks for a new key. Of a long value its SHA-256.")
  private String observedRotate;

  public Long getObservedGeneration() {
    return observedGeneration;
  }

  public void setObservedGeneration(Long observedGeneration) {
    this.observedGeneration = observedGeneration;
  }

  public List<Condition> getConditions() {
    return conditions;
  }

  public void setConditions(List<Condition> conditions) {
    this.conditions = conditions;
  }

  public String getKeyId() {
    return keyId;
  }

  public void setKeyId(String keyId) {
    this.keyId = keyId;
  }

  public String getGroupPrefix() {
    return groupPrefix;
  }

  public void setGroupPrefix(String groupPrefix) {
    this.groupPrefix = groupPrefix;
  }

  public SecretReference getSecretRef() {
    return secretRef;
  }

  public void setSecretRef(SecretReference secretRef) {
    this.secretRef = secretRef;
  }

  public String getLastRotation() {
    return lastRotation;
  }

  public void setLastRotation(String lastRotation) {
    this.lastRotation = lastRotation;
  }

  public String getNextRotation() {
    return nextRotation;
  }

  public void setNextRotation(String nextRotation) {
    this.nextRotation = nextRotation;
  }

  public String getObservedRevokeNow() {
    return observedRevokeNow;
  }

  public void setObservedRevokeNow(String observedRevokeNow) {
    this.observedRevokeNow = observedRevokeNow;
  }

  public String getRevokedAt() {
    return revokedAt;
  }

  public void setRevokedAt(String revokedAt) {
    this.revokedAt = revokedAt;
  }

  public String getObservedRotate() {
    return observedRotate;
  }

  public void setObservedRotate(String observedRotate) {
    this.observedRotate = observedRotate;
  }
}
