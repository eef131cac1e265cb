package io.kafkaaudit.agent.event;

import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.Outcome;
import org.apache.kafka.common.protocol.Errors;

/** How a management request ended for one of its resources. Immutable. */
public final class ResourceOutcome {
  private final ResourceResult result;
  private final Decisions decisions;
  private final boolean passedOn;

  /**
   * @param decisions those of the whole request
   * @param passedOn whether the broker left the resource to the controller
   */
  ResourceOutcome(ResourceResult result, Decisions decisions, boolean passedOn) {
    this.result = result;
    this.decisions = decisions;
    this.passedOn = passedOn;
  }

  static String whyUnknown(ManagementRequest request) {
    if (request.response() != null) {
      return "the response could not be read";
    }
    if (request.handedBack()) {
      return "this controller did not answer, for it is not the active one: the broker asks another";
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

  /** Whether the broker left the resource to the controller. */
  public boolean passedOn() {
    return passedOn;
  }

  /** Name of the resource. */
  public String name() {
    return result.resource().name();
  }

  Decisions decisions() {
    return decisions;
  }

  ResourceResult result() {
    return result;
  }
}
