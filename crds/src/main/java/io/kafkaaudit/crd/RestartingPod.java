package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The pod that an automatic rollout restarts now; it stays here until it is back. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class RestartingPod {

  @Required
  @Size(max = 253)
  @JsonPropertyDescription("Name of the pod.")
  private String pod;

  @Required
  @Size(max = 64)
  @JsonPropertyDescription("Uid of the old pod; the new pod has another.")
  private String uid;

  @Required
  @Size(max = 64)
  @JsonPropertyDescription("Revision of the agent that it must have when it is back.")
  private String revision;

  @Required
  @Size(max = 32)
  @JsonPropertyDescription("Since when the operator tries (RFC 3339, UTC).")
  private String since;

  public String getPod() {
    return pod;
  }

  public void setPod(String pod) {
    this.pod = pod;
  }

  public String getUid() {
    return uid;
  }

  public void setUid(String uid) {
    this.uid = uid;
  }

  public String getRevision() {
    return revision;
  }

  public void setRevision(String revision) {
    this.revision = revision;
  }

  public String getSince() {
    return since;
  }

  public void setSince(String since) {
    this.since = since;
  }
}
