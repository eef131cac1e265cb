package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** How the agents deliver events. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class DeliverySpec {

  @Default("BestEffort")
  @JsonPropertyDescription("What an agent does while the destination is not reachable.")
  private DeliveryPolicy policy;

  public DeliveryPolicy getPolicy() {
    return policy;
  }

  public void setPolicy(DeliveryPolicy policy) {
    this.policy = policy;
  }
}
