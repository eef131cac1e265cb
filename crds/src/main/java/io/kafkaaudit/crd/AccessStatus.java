package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Who has access to the audit topic beside the keys. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class AccessStatus {

  @Size(max = 100)
  @JsonPropertyDescription(
      "Principals that can read or change the audit topic anyway, by rights on the whole cluster. Kafka cannot list super users, so they are not among them.")
  private List<@Size(max = 255) String> bypass;

  @Min(1)
  @JsonPropertyDescription(
      "How many more principals there are than bypass has room for. Absent: none.")
  private Integer bypassOmitted;

  public List<String> getBypass() {
    return bypass;
  }

  public void setBypass(List<String> bypass) {
    this.bypass = bypass;
  }

  public Integer getBypassOmitted() {
    return bypassOmitted;
  }

  public void setBypassOmitted(Integer bypassOmitted) {
    this.bypassOmitted = bypassOmitted;
  }
}
