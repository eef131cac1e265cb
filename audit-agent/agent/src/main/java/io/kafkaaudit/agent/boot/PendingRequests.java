package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.ClosedConnections;
import io.kafkaaudit.agent.capture.ManagementRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.requests.RequestContext;

/** Management requests that wait for their response. Owned by the encoder thread. */
final class PendingRequests {
  /**
   * Kafka may go on with a request whose connection is gone: an outcome that is known a moment
   * later tells more than UNKNOWN.
   */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Closed connections that are remembered; a request on any other one ends by its time limit. */
  private static final int MOST_CLOSED = 4096;

  private final ClosedConnections closedConnections;
  private final List<Act> acts = new ArrayList<>();
  private final Map<String, Long> closedAt = new HashMap<>();

  PendingRequests(ClosedConnections closedConnections) {
    this.closedConnections = closedConnections;
  }

  /** Takes over what a slot holds. */
  void add(Act act) {
    Act kept = new Act();
    kept.takeFrom(act);
    acts.add(kept);
  }

  /**
   * Takes out the requests that are to become events now: answered, or without an answer for too
   * long, or for a moment after their connection closed. Those that the controller reports go, too.
   *
   * @param now {@link System#nanoTime()}
   * @param limitNanos after which a request counts as unanswered
   */
  List<Act> ended(long now, long limitNanos, CapturePolicy policy) {
    for (String id = closedConnections.poll(); id != null; id = closedConnections.poll()) {
      if (closedAt.size() < MOST_CLOSED) {
        closedAt.putIfAbsent(id, now);
      }
    }
    if (acts.isEmpty() && closedAt.isEmpty()) {
      return List.of();
    }
    List<Act> ended = new ArrayList<>();
    acts.removeIf(
        act -> {
          ManagementRequest request = Objects.requireNonNull(act.request);
          boolean reportedElsewhere = request.whollyPassedOn() && !policy.tellsPassedOn();
          boolean told = !reportedElsewhere && !request.dropped();
          if (told && !isOver(act, request, now, limitNanos)) {
            return false;
          }
          if (told) {
            ended.add(act);
          } else {
            request.drop();
          }
          closedConnections.requestEnded();
          return true;
        });
    // Twice as long as needed: a request may still be in its lane when its connection closes.
    closedAt.values().removeIf(at -> now - at > 2 * GRACE_NANOS);
    return ended;
  }

  private boolean isOver(Act act, ManagementRequest request, long now, long limitNanos) {
    if (request.response() != null || request.handedBack()) {
      return true;
    }
    Long closed = closedAt.get(((RequestContext) Objects.requireNonNull(act.context)).connectionId);
    if (closed != null && now - closed >= GRACE_NANOS) {
      request.abandon();
      return true;
    }
    return now - act.monotonicNanos >= limitNanos;
  }

  /** Takes out all that are left, at the end of the run. */
  List<Act> all() {
    List<Act> all = new ArrayList<>(acts);
    acts.clear();
    return all;
  }
}
