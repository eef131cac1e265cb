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
  private final Map<String, Instant> running = new ConcurrentHashMap<>();
  private final Set<ResourceID> logs = ConcurrentHashMap.newKeySet();
  private volatile Instant lastEnd;

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
    running.put(name(resource), clock.instant());
    if (resource instanceof AuditLog) {
      logs.add(ResourceID.fromResource(resource));
    }
  }

  @Override
  public void reconciliationExecutionFinished(HasMetadata resource, Map<String, Object> metadata) {
    running.remove(name(resource));
    lastEnd = clock.instant();
  }

  @Override
  public void cleanupDoneFor(ResourceID resource, Map<String, Object> metadata) {
    // An AuditCredential may have the same name: its AuditLog comes back at its next turn.
    logs.remove(resource);
  }

  private static String name(HasMetadata resource) {
    return resource.getKind()
        + "/"
        + resource.getMetadata().getNamespace()
        + "/"
        + resource.getMetadata().getName();
  }

  /** What is stuck, for a person; empty: the loop turns. */
  Optional<String> stuck() {
    Instant now = clock.instant();
    for (Map.Entry<String, Instant> run : running.entrySet()) {
      if (run.getValue().plus(longestRun).isBefore(now)) {
        return Optional.of(
            "the reconciliation of " + run.getKey() + " runs since " + run.getValue());
      }
    }
    boolean due = !logs.isEmpty() || !running.isEmpty();
    return due && lastEnd.plus(longestPause).isBefore(now)
        ? Optional.of("no reconciliation ended since " + lastEnd)
        : Optional.empty();
  }
}
