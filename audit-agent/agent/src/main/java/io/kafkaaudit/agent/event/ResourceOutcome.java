package io.kafkaaudit.agent.event;

import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.Outcome;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;

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

  /**
   * The same where the response is of a shape that this agent cannot read: each resource without an
   * outcome, or, where the request cannot be read either, one for all of them.
   */
  public static List<ResourceOutcome> withoutResponse(ManagementRequest request) {
    List<ResourceResult> asked;
    try {
      asked = ManagementResults.of(request.body().data(), null);
    } catch (RuntimeException | LinkageError e) {
      asked = List.of(ManagementResults.unanswered(Resource.CLUSTER));
    }
    return asked.stream().map(ResourceOutcome::new).collect(Collectors.toList());
  }

  /** How many events a request gives. */
  public static int count(AbstractRequest request) {
    return ManagementResults.of(request.data(), null).size();
  }

  static String whyUnknown(ManagementRequest request) {
    if (request.response() != null) {
      return "the response could not be read";
    }
    return request.abandoned()
        ? "the connection closed, no response was seen"
        : "no response was seen";
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
