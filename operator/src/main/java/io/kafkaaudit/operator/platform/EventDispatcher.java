package io.kafkaaudit.operator.platform;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.kafka.KafkaFailure;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.Names;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The unsent events of all AuditLogs while this operator lives: keeps them in the keyring, and has
 * what is due delivered by threads of its own. Thread-safe.
 */
final class EventDispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventDispatcher.class);

  /** So that the events of a run over an AuditLog, and of its credentials, go together. */
  private static final Duration SOON = Duration.ofMillis(200);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(3);
  private static final int BATCH = 100;

  private final Keyring keyring;
  private final DestinationConnections connections;
  private final ObjIntConsumer<AuditLog> waiting;
  private final EventDelivery delivery = new EventDelivery();
  private final Map<String, Open> open = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor threads;

  private static final class Open {
    private final UnsentEvents unsent;
    private final Object sending = new Object();
    private @Nullable EventRoute route;
    private boolean scheduled;
    private boolean gone;
    private int failures;

    Open(UnsentEvents unsent) {
      this.unsent = unsent;
    }
  }

  /**
   * Starts no thread and contacts nobody before there is something to deliver.
   *
   * @param waiting is told how many events wait, whenever that may have changed
   */
  EventDispatcher(
      Keyring keyring, DestinationConnections connections, ObjIntConsumer<AuditLog> waiting) {
    this.keyring = keyring;
    this.connections = connections;
    this.waiting = waiting;
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

  /** Reads the unsent events of an AuditLog, alone. */
  <T extends @Nullable Object> T read(AuditLog log, Function<UnsentEvents, T> question) {
    Open entry = open(log);
    synchronized (entry.unsent) {
      return question.apply(entry.unsent);
    }
  }

  /** Writes into the unsent events of an AuditLog, alone. It is not kept by this. */
  void write(AuditLog log, Consumer<UnsentEvents> entries) {
    Open entry = open(log);
    synchronized (entry.unsent) {
      entries.accept(entry.unsent);
    }
  }

  /** Keeps what was written. */
  void keep(AuditLog log) {
    Open entry = open(log);
    synchronized (entry.unsent) {
      keep(log, entry);
    }
  }

  /** Keeps what was written, and has it delivered where it is known whereto. */
  void dispatch(AuditLog log) {
    Open entry = open(log);
    synchronized (entry.unsent) {
      keep(log, entry);
      schedule(log, entry, SOON);
    }
  }

  /** Where events go from now on. */
  void route(AuditLog log, EventRoute route) {
    Open entry = open(log);
    synchronized (entry.unsent) {
      entry.route = route;
    }
  }

  /**
   * Delivers everything now.
   *
   * @throws KafkaFailure when that cannot be done
   */
  void deliver(AuditLog log) {
    Open entry = open(log);
    synchronized (entry.unsent) {
      keep(log, entry);
    }
    send(log, entry);
  }

  /** Called when the AuditLog is gone, and its keyring with it. */
  void gone(AuditLog log) {
    Open entry = open.remove(log.getMetadata().getUid());
    if (entry != null) {
      synchronized (entry.unsent) {
        entry.gone = true;
      }
    }
  }

  private Open open(AuditLog log) {
    return open.computeIfAbsent(
        log.getMetadata().getUid(), uid -> new Open(UnsentEvents.parse(uid, keyring.journal(uid))));
  }

  private void keep(AuditLog log, Open entry) {
    if (entry.gone) {
      return;
    }
    waiting.accept(log, entry.unsent.due().size());
    if (entry.unsent.isChanged()) {
      keyring.putJournal(log.getMetadata().getUid(), entry.unsent.text());
      entry.unsent.kept();
    }
  }

  private void schedule(AuditLog log, Open entry, Duration wait) {
    if (entry.scheduled || entry.gone || entry.route == null || entry.unsent.due().isEmpty()) {
      return;
    }
    try {
      var unused = threads.schedule(() -> run(log, entry), wait.toMillis(), TimeUnit.MILLISECONDS);
      entry.scheduled = true;
    } catch (RejectedExecutionException e) {
      LOG.debug("The operator stops: the next one tells what is among the unsent events");
    }
  }

  private void run(AuditLog log, Open entry) {
    Duration again = SOON;
    try {
      send(log, entry);
      entry.failures = 0;
    } catch (KafkaFailure | KubernetesClientException e) {
      // They stay among the unsent events: another try is all that is needed.
      again = SOON.multipliedBy(1L << Math.min(entry.failures + 2, 8));
      again = again.compareTo(LONGEST_WAIT) < 0 ? again : LONGEST_WAIT;
      if (entry.failures++ == 0) {
        LOG.info(
            "Platform events of AuditLog {} are told later: {}", Names.of(log), e.getMessage());
      }
    } finally {
      synchronized (entry.unsent) {
        entry.scheduled = false;
        schedule(log, entry, again);
      }
    }
  }

  private void send(AuditLog log, Open entry) {
    synchronized (entry.sending) {
      while (true) {
        EventRoute route;
        List<PlatformEvent> batch;
        synchronized (entry.unsent) {
          route = entry.route;
          batch = entry.unsent.due().stream().limit(BATCH).toList();
        }
        if (route == null || batch.isEmpty()) {
          return;
        }
        delivery.append(batch, route, connections.to(route.admin()));
        synchronized (entry.unsent) {
          entry.unsent.delivered(batch);
          keep(log, entry);
        }
      }
    }
  }

  /** What is not delivered yet is in the unsent events, for the next operator. */
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
