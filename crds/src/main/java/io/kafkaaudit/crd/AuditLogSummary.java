package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** Status at a glance. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class AuditLogSummary {

  @Size(max = 16)
  @JsonPropertyDescription("Keys in use and the limit, such as 1/2.")
  private String keys;

  public String getKeys() {
    return keys;
  }

  public void setKeys(String keys) {
    this.keys = keys;
  }
}
