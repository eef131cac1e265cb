package io.kafkaaudit.operator.management;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.kafkaaudit.crd.AuditLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether the reconcile loop turns. Every AuditLog is looked at once a poll interval, so that an
 * operator that has one and ends no reconciliation for long is stuck, as is one with a
 * reconciliation that does not end. A replica without the lease begins none and is never stuck.
 * Thread-safe.
 */
final class LoopWatch implements Metrics {
  private final Clock clock;
  private final Duration longestPause;
  private final Duration longestRun;
  private final Map<Run, Instant> running = new ConcurrentHashMap<>();
  private final Set<ResourceID> logs = ConcurrentHashMap.newKeySet();
  private volatile Instant lastEnd;

  /** The next run of a resource may begin on another thread before the end of this one is told. */
  private record Run(Thread thread, String resource) {
    static Run of(HasMetadata resource) {
      return new Run(
          Thread.currentThread(),
          resource.getKind()
              + "/"
              + resource.getMetadata().getNamespace()
              + "/"
              + resource.getMetadata().getName());
    }
  }

  /**
   * Begins to watch.
   *
   * @param longestPause between ends of reconciliations
   * @param longestRun of one reconciliation, waiting for others of the same AuditLog included
   */
  LoopWatch(Clock clock, Duration longestPause, Duration longestRun) {
    this.clock = clock;
    this.longestPause = longestPause;
    this.longestRun = longestRun;
    this.lastEnd = clock.instant();
  }

  @Override
  public void reconciliationExecutionStarted(HasMetadata resource, Map<String, Object> metadata) {
    if (running.isEmpty() && logs.isEmpty()) {
      lastEnd = clock.instant(); // there was nothing to do before
    }
    running.put(Run.of(resource), clock.instant());
    if (resource instanceof AuditLog) {
      logs.add(ResourceID.fromResource(resource));
    }
  }

  @Override
  public void reconciliationExecutionFinished(HasMetadata resource, Map<String, Object> metadata) {
    running.remove(Run.of(resource));
    lastEnd = clock.instant();
  }

  @Override
  public void cleanupDoneFor(ResourceID resource, Map<String, Object> metadata) {
    // An AuditCredential may have the same name: its AuditLog comes back at its next turn.
    logs.remove(resource);
  }

  /** What is stuck, for a person; empty: the loop turns. */
  Optional<String> stuck() {
    Instant now = clock.instant();
    for (Map.Entry<Run, Instant> run : running.entrySet()) {
      if (run.getValue().plus(longestRun).isBefore(now)) {
        return Optional.of(
            "the reconciliation of " + run.getKey().resource() + " runs since " + run.getValue());
      }
    }
    boolean due = !logs.isEmpty() || !running.isEmpty();
    return due && lastEnd.plus(longestPause).isBefore(now)
        ? Optional.of("no reconciliation ended since " + lastEnd)
        : Optional.empty();
  }
}
