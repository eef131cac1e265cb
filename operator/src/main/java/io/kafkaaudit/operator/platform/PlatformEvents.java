package io.kafkaaudit.operator.platform;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.kafka.KafkaFailure;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.platform.PlatformEvent.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the audit topic of acts of the operator and of people on its resources. An act is in the
 * {@link Journal} before the operator forgets that it happened (before the status that shows it
 * done is written, and before Kafka is changed where nothing else shows it), and leaves the journal
 * when the topic has it: so that it is told although the operator is killed, and told twice at most
 * under one id. Kafka is written to by threads of its own. Thread-safe.
 */
public final class PlatformEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PlatformEvents.class);

  /** So that the events of a run over an AuditLog, and of its credentials, go together. */
  private static final Duration SOON = Duration.ofMillis(200);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(3);
  private static final int BATCH = 100;
  private static final int LONGEST_SPEC = 30_000;

  private final Keyring keyring;
  private final DestinationConnections connections;
  private final Clock clock;
  private final boolean admission;
  private final Delivery delivery = new Delivery();
  private final Map<String, Open> open = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor threads;

  /** The journal of an AuditLog while this operator lives. */
  private static final class Open {
    private final Journal journal;
    private final Object sending = new Object();
    private @Nullable Route route;
    private boolean scheduled;
    private boolean gone;
    private int failures;

    Open(Journal journal) {
      this.journal = journal;
    }
  }

  /**
   * Starts no thread and contacts nobody before there is something to tell.
   *
   * @param connections stay the caller's
   * @param admission whether the webhook that writes {@link ChangedBy#ANNOTATION} is there, so that
   *     the annotation is to be believed
   */
  public PlatformEvents(
      Keyring keyring, DestinationConnections connections, Clock clock, boolean admission) {
    this.keyring = keyring;
    this.connections = connections;
    this.clock = clock;
    this.admission = admission;
    this.threads =
        new ScheduledThreadPoolExecutor(
            2,
            work -> {
              Thread thread = new Thread(work, "platform-events");
              thread.setDaemon(true);
              return thread;
            });
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Who asked for the resource as it is now. */
  public Asked asked(CustomResource<?, ?> resource) {
    return Asked.of(resource, null, admission);
  }

  /** Who asked by this annotation of the resource. */
  public Asked asked(CustomResource<?, ?> resource, String annotation) {
    return Asked.of(resource, annotation, admission);
  }

  /** Tells of the generation of a resource, if it was not told yet. */
  public void changed(AuditLog log, CustomResource<?, ?> resource) {
    Open entry = open(log);
    synchronized (entry.journal) {
      String uid = resource.getMetadata().getUid();
      Journal.Told told = entry.journal.told(uid);
      long generation = resource.getMetadata().getGeneration();
      if (told != null && told.generation() == generation) {
        return;
      }
      JsonNode spec = Journal.MAPPER.valueToTree(resource.getSpec());
      JsonNode kept = spec.toString().length() > LONGEST_SPEC ? null : spec;
      Map<String, Object> request = new LinkedHashMap<>();
      request.put("generation", generation);
      if (told != null && told.spec() != null) {
        request.put("before", told.spec());
      }
      if (kept != null) {
        request.put("after", kept);
      }
      add(
          entry,
          Act.on(
              method(told == null ? "Create" : "Change", resource),
              resource,
              "generation " + generation,
              request,
              asked(resource)));
      entry.journal.tell(uid, new Journal.Told(generation, kept, false));
    }
  }

  /** Tells once that a resource is being deleted. */
  public void deleted(AuditLog log, CustomResource<?, ?> resource, Map<String, ?> request) {
    Open entry = open(log);
    synchronized (entry.journal) {
      String uid = resource.getMetadata().getUid();
      Journal.Told told = entry.journal.told(uid);
      if (told == null || !told.deleted()) {
        add(
            entry,
            Act.on(
                method("Delete", resource), resource, "deleted", request, Asked.unknown(resource)));
        entry.journal.tell(uid, new Journal.Told(0, null, true));
      }
    }
  }

  /** Called before the finalizer of a resource that was told of goes. */
  public void forget(AuditLog log, CustomResource<?, ?> resource) {
    Open entry = open(log);
    synchronized (entry.journal) {
      entry.journal.forget(resource.getMetadata().getUid());
    }
  }

  private static Act.Method method(String verb, CustomResource<?, ?> resource) {
    return Act.Method.valueOf(verb + resource.getKind());
  }

  /** Tells of an act that was done. */
  public void done(AuditLog log, Act act) {
    Open entry = open(log);
    synchronized (entry.journal) {
      add(entry, act);
    }
  }

  /** Tells of something that was refused, or that nobody will know the outcome of. */
  public void refused(AuditLog log, Act act, String message) {
    Open entry = open(log);
    synchronized (entry.journal) {
      entry.journal.add(act, Outcome.FAILURE, message, clock.instant());
    }
  }

  /** Tells of an act after which nobody can tell of anything any more. */
  public void last(AuditLog log, Act act, String message) {
    Open entry = open(log);
    synchronized (entry.journal) {
      entry.journal.add(act, Outcome.UNKNOWN, message, clock.instant());
    }
  }

  private void add(Open entry, Act act) {
    entry.journal.add(act, Outcome.SUCCESS, "", clock.instant());
  }

  /** Tells once which writer key the AuditLog has. */
  public void writer(AuditLog log, String keyId) {
    Open entry = open(log);
    synchronized (entry.journal) {
      String before = entry.journal.writer();
      if (!keyId.equals(before)) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("role", "writer");
        if (before != null) {
          request.put("replaces", before);
        }
        add(entry, Act.onKey(Act.Method.IssueKey, keyId, request, null));
        entry.journal.writer(keyId);
      }
    }
  }

  /**
   * Tells of pods that were not told of yet.
   *
   * @param acts what became of each pod that is there
   */
  public void pods(AuditLog log, Collection<Act> acts) {
    Open entry = open(log);
    synchronized (entry.journal) {
      Map<String, Act> byMark = new LinkedHashMap<>();
      acts.forEach(act -> byMark.put(act.method() + " " + act.occurrence(), act));
      entry
          .journal
          .newPods(byMark.keySet())
          .forEach(mark -> add(entry, Objects.requireNonNull(byMark.get(mark))));
    }
  }

  /**
   * Changes Kafka where nothing else shows afterwards that it was changed: the acts are kept before
   * they are done.
   */
  public void carryOut(AuditLog log, Collection<Act> acts, Runnable work) {
    if (acts.isEmpty()) {
      work.run();
      return;
    }
    Open entry = open(log);
    List<String> ids;
    synchronized (entry.journal) {
      ids =
          acts.stream()
              .map(act -> entry.journal.begin(act, clock.instant()))
              .filter(Objects::nonNull)
              .toList();
      keep(log, entry);
    }
    try {
      work.run();
    } catch (KafkaFailure e) {
      synchronized (entry.journal) {
        ids.forEach(id -> entry.journal.failed(id, String.valueOf(e.getMessage())));
      }
      throw e;
    }
    synchronized (entry.journal) {
      ids.forEach(entry.journal::succeeded);
    }
  }

  /** Keeps what was told, and has it delivered: before it is forgotten that it happened. */
  public void handOver(AuditLog log) {
    Open entry = open(log);
    synchronized (entry.journal) {
      keep(log, entry);
      schedule(log, entry, SOON);
    }
  }

  /** The same after a whole run over an AuditLog, which knows where its events go. */
  public void handOver(AuditLog log, Route route) {
    Open entry = open(log);
    synchronized (entry.journal) {
      entry.route = route;
      entry.journal.closeOpen();
    }
    handOver(log);
  }

  /**
   * Delivers everything now.
   *
   * @throws KafkaFailure when that cannot be done
   */
  public void deliver(AuditLog log, Route route) {
    Open entry = open(log);
    synchronized (entry.journal) {
      entry.route = route;
      keep(log, entry);
    }
    send(log, entry);
  }

  /** Whether the AuditLog's own deletion was told, and nothing waits. */
  public boolean isTold(AuditLog log) {
    Open entry = open(log);
    synchronized (entry.journal) {
      Journal.Told told = entry.journal.told(uid(log));
      return told != null && told.deleted() && entry.journal.due().isEmpty();
    }
  }

  /** How many events wait. */
  public int waiting(AuditLog log) {
    Open entry = open(log);
    synchronized (entry.journal) {
      return entry.journal.due().size();
    }
  }

  /** Called when the AuditLog is gone, and its keyring with it. */
  public void gone(AuditLog log) {
    Open entry = open.remove(uid(log));
    if (entry != null) {
      synchronized (entry.journal) {
        entry.gone = true;
      }
    }
  }

  private static String uid(AuditLog log) {
    return log.getMetadata().getUid();
  }

  private Open open(AuditLog log) {
    return open.computeIfAbsent(
        uid(log), uid -> new Open(Journal.parse(uid, keyring.journal(uid))));
  }

  private void keep(AuditLog log, Open entry) {
    if (entry.journal.isChanged() && !entry.gone) {
      keyring.putJournal(uid(log), entry.journal.text());
      entry.journal.kept();
    }
  }

  private void schedule(AuditLog log, Open entry, Duration wait) {
    if (entry.scheduled || entry.gone || entry.route == null || entry.journal.due().isEmpty()) {
      return;
    }
    try {
      var unused = threads.schedule(() -> run(log, entry), wait.toMillis(), TimeUnit.MILLISECONDS);
      entry.scheduled = true;
    } catch (RejectedExecutionException e) {
      LOG.debug("The operator stops: the next one tells what is in the journal");
    }
  }

  private void run(AuditLog log, Open entry) {
    Duration again = SOON;
    try {
      send(log, entry);
      entry.failures = 0;
    } catch (KafkaFailure | KubernetesClientException e) {
      // The journal has them: another try is all that is needed.
      again = SOON.multipliedBy(1L << Math.min(entry.failures + 2, 8));
      again = again.compareTo(LONGEST_WAIT) < 0 ? again : LONGEST_WAIT;
      if (entry.failures++ == 0) {
        LOG.info(
            "Platform events of AuditLog {}/{} are told later: {}",
            log.getMetadata().getNamespace(),
            log.getMetadata().getName(),
            e.getMessage());
      }
    } finally {
      synchronized (entry.journal) {
        entry.scheduled = false;
        schedule(log, entry, again);
      }
    }
  }

  private void send(AuditLog log, Open entry) {
    synchronized (entry.sending) {
      while (true) {
        Route route;
        List<PlatformEvent> batch;
        synchronized (entry.journal) {
          route = entry.route;
          batch = entry.journal.due().stream().limit(BATCH).toList();
        }
        if (route == null || batch.isEmpty()) {
          return;
        }
        delivery.append(batch, route, connections.to(route.admin()));
        synchronized (entry.journal) {
          entry.journal.delivered(batch);
          keep(log, entry);
        }
      }
    }
  }

  /** What is not delivered yet is in the journals, for the next operator. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
