package io.kafkaaudit.agent.event;

import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.Outcome;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.Errors;

/** How a management request ended for one of its resources. */
public final class ResourceOutcome {
  private final ResourceResult result;

  private ResourceOutcome(ResourceResult result) {
    this.result = result;
  }

  /** One for each resource of the request, never none. */
  public static List<ResourceOutcome> of(ManagementRequest request) {
    return ManagementResults.of(request.body().data(), request.response()).stream()
        .map(ResourceOutcome::new)
        .collect(Collectors.toList());
  }

  public Outcome outcome() {
    if (result.denied()) {
      return Outcome.Denied;
    }
    return result.error() == Errors.NONE ? Outcome.Success : Outcome.Failure;
  }

  ResourceResult result() {
    return result;
  }
}
