package io.kafkaaudit.agent.event;

import static java.util.stream.Collectors.toSet;

import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.Outcome;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;

/** How a management request ended for one of its resources. */
public final class ResourceOutcome {
  private final ResourceResult result;
  private final Decisions decisions;
  private final boolean passedOn;

  private ResourceOutcome(ResourceResult result, Decisions decisions, boolean passedOn) {
    this.result = result;
    this.decisions = decisions;
    this.passedOn = passedOn;
  }

  /** One for each resource of the request, never none. */
  public static List<ResourceOutcome> of(ManagementRequest request) {
    return of(request, ManagementResults.of(request.body().data(), request.response()));
  }

  private static List<ResourceOutcome> of(ManagementRequest request, List<ResourceResult> results) {
    AbstractRequest passedOn = request.passedOn();
    List<ResourceResult> others =
        passedOn == null || request.whollyPassedOn()
            ? results
            : ManagementResults.of(passedOn.data(), null);
    Set<String> names =
        passedOn == null
            ? Set.of()
            : others.stream().map(other -> other.resource().toString()).collect(toSet());
    String api = request.body().apiKey().name;
    Decisions decisions = new Decisions(request.decisions(), ManagementResults.operation(api));
    return results.stream()
        .map(
            result ->
                new ResourceOutcome(
                    result, decisions, names.contains(result.resource().toString())))
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
    return of(request, asked);
  }

  /** How many events a request gives. */
  public static int count(AbstractRequest request) {
    return ManagementResults.of(request.data(), null).size();
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

  /** Of the whole request. */
  Decisions decisions() {
    return decisions;
  }

  ResourceResult result() {
    return result;
  }
}
