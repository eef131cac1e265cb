package io.kafkaaudit.agent.event;

import io.kafkaaudit.agent.capture.Apis;
import io.kafkaaudit.agent.capture.Decided;
import io.kafkaaudit.agent.capture.ManagementRequest;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.AbstractRequest;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of a management request, one for each of its resources and never none, made one
 * after the other. Decisions are put in order first, a few at a time. Owned by the encoder thread.
 */
public final class Outcomes {
  private final ManagementRequest request;
  private final Decisions decisions;
  private Iterator<ResourceResult> results;
  private int call;
  private int decision;
  private boolean begun;

  public Outcomes(ManagementRequest request) {
    this.request = request;
    this.decisions = new Decisions(Apis.operation(request.body().apiKey().id));
    this.results = List.<ResourceResult>of().iterator();
  }

  /**
   * Puts one more decision in order.
   *
   * @return false: all of them are
   */
  public boolean prepare() {
    while (call < request.calls()) {
      Decided decided = request.call(call);
      if (decision < decided.size()) {
        decisions.add(decided.decision(decision++));
        return true;
      }
      call++;
      decision = 0;
    }
    return false;
  }

  /**
   * After {@link #prepare}: whether there is one more.
   *
   * @throws RuntimeException the response is of a shape that this agent cannot read
   * @throws LinkageError likewise
   */
  public boolean hasNext() {
    if (!begun) {
      begun = true;
      results = ManagementResults.of(request.body().data(), request.response());
    }
    return results.hasNext();
  }

  /** The next one; throws what {@link #hasNext} throws. */
  public ResourceOutcome next() {
    ResourceResult result = results.next();
    return new ResourceOutcome(result, decisions, passedOn(result.resource()));
  }

  /**
   * The response could not be read: each resource without an outcome or, where the request cannot
   * be read either, one for all of them.
   */
  public void withoutResponse() {
    begun = true;
    try {
      results = ManagementResults.of(request.body().data(), null);
    } catch (RuntimeException | LinkageError e) {
      results = List.of(ResourceResult.unanswered(Resource.CLUSTER)).iterator();
    }
  }

  private boolean passedOn(Resource resource) {
    AbstractRequest passedOn = request.passedOn();
    if (passedOn == null || request.whollyPassedOn()) {
      return passedOn != null;
    }
    return named(passedOn.data(), resource);
  }

  /** A broker passes on a part of these two only: it changes the levels of its loggers itself. */
  private static boolean named(ApiMessage passedOn, Resource resource) {
    @Nullable Byte type = ManagementResults.configType(resource);
    if (type == null) {
      return true;
    }
    if (passedOn instanceof IncrementalAlterConfigsRequestData) {
      return ((IncrementalAlterConfigsRequestData) passedOn).resources().find(type, resource.name())
          != null;
    }
    return !(passedOn instanceof AlterConfigsRequestData)
        || ((AlterConfigsRequestData) passedOn).resources().find(type, resource.name()) != null;
  }
}
