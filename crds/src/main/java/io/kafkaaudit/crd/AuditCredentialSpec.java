package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Which audit log to read, and where the access to it shall be put. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class AuditCredentialSpec {

  @Required
  @ValidationRule(
      value = "self == oldSelf",
      message =
          "auditLogRef cannot be changed, because the key belongs to that AuditLog: make a new AuditCredential")
  @JsonPropertyDescription("The AuditLog to read. Cannot be changed.")
  private AuditLogReference auditLogRef;

  @Required
  @Size(min = 1, max = 253)
  @Pattern(SchemaRules.DNS_SUBDOMAIN)
  @ValidationRule(
      value = SchemaRules.IS_DNS_SUBDOMAIN,
      message =
          "write the name of a Secret: small letters, digits, '-' and '.', such as siem-audit-log")
  @ValidationRule(
      value = "self == oldSelf",
      message =
          "secretName cannot be changed, because a password is published once: make a new AuditCredential")
  @JsonPropertyDescription(
      "Name of the Secret that the operator creates beside this AuditCredential. Cannot be changed.")
  private String secretName;

  @Default("/etc/kafka-audit")
  @Size(min = 1, max = 255)
  @Pattern(SchemaRules.MOUNT_PATH)
  @ValidationRule(
      value = SchemaRules.IS_MOUNT_PATH,
      message =
          "write an absolute path without '..' and without '/' at its end, such as /etc/kafka-audit")
  @JsonPropertyDescription(
      "Directory at which readers mount the Secret; librdkafka.conf names files in it.")
  private String mountPath;

  @Default("{}")
  @JsonPropertyDescription("How often the key is replaced, and how.")
  private RotationSpec rotation;

  public AuditLogReference getAuditLogRef() {
    return auditLogRef;
  }

  public void setAuditLogRef(AuditLogReference auditLogRef) {
    this.auditLogRef = auditLogRef;
  }

  public String getSecretName() {
    return secretName;
  }

  public void setSecretName(String secretName) {
    this.secretName = secretName;
  }

  public String getMountPath() {
    return mountPath;
  }

  public void setMountPath(String mountPath) {
    this.mountPath = mountPath;
  }

  public RotationSpec getRotation() {
    return rotation;
  }

  public void setRotation(RotationSpec rotation) {
    this.rotation = rotation;
  }
}
