package io.kafkaaudit.operator.management;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kafkaaudit.crd.AuditLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a watch of the API server stays dead although the API server answers: only then a new
 * start of the process helps. While the API server is away no time counts. Thread-safe.
 */
final class WatchHealth implements AutoCloseable {
  /** A watch comes back by itself within half a minute, unless it never does. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(WatchHealth.class);
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final Supplier<? extends Collection<String>> gone;
  private final BooleanSupplier answers;
  private final Clock clock;
  private final Map<String, Instant> since = new HashMap<>();

  /**
   * @param gone names of watches that are gone now
   * @param answers whether the API server answers a direct request now; may wait for it, may throw
   */
  WatchHealth(Supplier<? extends Collection<String>> gone, BooleanSupplier answers, Clock clock) {
    this.gone = gone;
    this.answers = answers;
    this.clock = clock;
  }

  /** Asks for an AuditLog, past all caches. */
  static BooleanSupplier asking(KubernetesClient client, Set<String> namespaces) {
    ListOptions one = new ListOptionsBuilder().withLimit(1L).build();
    return () -> {
      var logs = client.resources(AuditLog.class);
      if (namespaces.isEmpty()) {
        logs.inAnyNamespace().list(one);
      } else {
        logs.inNamespace(namespaces.iterator().next()).list(one);
      }
      return true;
    };
  }

  /** Looks from time to time from now on; called once. */
  @SuppressWarnings("FutureReturnValueIgnored") // ends with the thread
  void start() {
    thread.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), MILLISECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** Looks; called again and again, by one thread that has time. */
  void look() {
    Collection<String> now;
    try {
      now = List.copyOf(gone.get());
    } catch (RuntimeException e) {
      LOG.warn("Watches not looked at, tried again every {}: {}", LOOK, e.toString());
      return; // what throws is never scheduled again
    }
    boolean counts = !now.isEmpty() && answers();
    synchronized (since) {
      since.keySet().retainAll(counts ? now : List.of());
      if (counts) {
        now.forEach(watch -> since.putIfAbsent(watch, clock.instant()));
      }
    }
  }

  private boolean answers() {
    try {
      return answers.getAsBoolean();
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Which watch stays dead, for a person; empty: none. Does not wait. */
  Optional<String> dead() {
    Instant latest = clock.instant().minus(LONGEST);
    synchronized (since) {
      return since.entrySet().stream()
          .filter(watch -> !watch.getValue().isAfter(latest))
          .map(
              watch ->
                  "the watch of %s is gone since %s at the latest, and the API server answers"
                      .formatted(watch.getKey(), watch.getValue()))
          .findFirst();
    }
  }
}
