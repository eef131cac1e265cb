package io.kafkaaudit.operator.platform;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.CustomResource;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.kafka.KafkaFailure;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.platform.PlatformEvent.Outcome;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ObjIntConsumer;

/**
 * Tells the audit topic of acts of the operator and of people on its resources. An act is in the
 * {@link Journal} before the operator forgets that it happened (before the status that shows it
 * done is written, and before Kafka is changed where nothing else shows it), and leaves the journal
 * when the topic has it: so that it is told although the operator is killed, and told twice at most
 * under one id. Kafka is written to by threads of its own. Thread-safe.
 */
public final class PlatformEvents implements AutoCloseable {
  private static final int LONGEST_SPEC = 30_000;

  private final Journals journals;
  private final Clock clock;
  private final boolean admission;

  /**
   * Starts no thread and contacts nobody before there is something to tell.
   *
   * @param connections stay the caller's
   * @param waiting is told how many events of an AuditLog wait, whenever that may have changed
   * @param admission whether the webhook that writes {@link ChangedBy#ANNOTATION} is there, so that
   *     the annotation is to be believed
   */
  public PlatformEvents(
      Keyring keyring,
      DestinationConnections connections,
      ObjIntConsumer<AuditLog> waiting,
      Clock clock,
      boolean admission) {
    this.journals = new Journals(keyring, connections, waiting);
    this.clock = clock;
    this.admission = admission;
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
    journals.write(log, journal -> changed(journal, resource));
  }

  private void changed(Journal journal, CustomResource<?, ?> resource) {
    String uid = resource.getMetadata().getUid();
    Journal.Told told = journal.told(uid);
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
    done(
        journal,
        Act.on(
            method(told == null ? "Create" : "Change", resource),
            resource,
            "generation " + generation,
            request,
            asked(resource)));
    journal.tell(uid, new Journal.Told(generation, kept, false));
  }

  /** Tells once that a resource is being deleted. */
  public void deleted(AuditLog log, CustomResource<?, ?> resource, Map<String, ?> request) {
    journals.write(
        log,
        journal -> {
          String uid = resource.getMetadata().getUid();
          Journal.Told told = journal.told(uid);
          if (told == null || !told.deleted()) {
            done(
                journal,
                Act.on(
                    method("Delete", resource),
                    resource,
                    "deleted",
                    request,
                    Asked.unknown(resource)));
            journal.tell(uid, new Journal.Told(0, null, true));
          }
        });
  }

  /** Called before the finalizer of a resource that was told of goes. */
  public void forget(AuditLog log, CustomResource<?, ?> resource) {
    journals.write(log, journal -> journal.forget(resource.getMetadata().getUid()));
  }

  private static Act.Method method(String verb, CustomResource<?, ?> resource) {
    return Act.Method.valueOf(verb + resource.getKind());
  }

  /** Tells of an act that was done. */
  public void done(AuditLog log, Act act) {
    journals.write(log, journal -> done(journal, act));
  }

  private void done(Journal journal, Act act) {
    add(journal, act, Outcome.SUCCESS, "");
  }

  /** Tells of something that was refused. */
  public void refused(AuditLog log, Act act, String message) {
    journals.write(log, journal -> add(journal, act, Outcome.FAILURE, message));
  }

  /** Tells of an act of which is not known how it ended, or nobody can tell afterwards. */
  public void unknown(AuditLog log, Act act, String message) {
    journals.write(log, journal -> add(journal, act, Outcome.UNKNOWN, message));
  }

  private void add(Journal journal, Act act, Outcome outcome, String message) {
    if (act.method() == Act.Method.RestartPod) {
      // The status shows it for minutes; an operator that leads next shall not tell it once more.
      Journal.Told now =
          new Journal.Told(0, Journal.MAPPER.getNodeFactory().textNode(act.occurrence()), false);
      if (now.equals(journal.told(act.method().name()))) {
        return;
      }
      journal.tell(act.method().name(), now);
    }
    journal.add(act, outcome, message, clock.instant());
  }

  /** Tells once which writer key the AuditLog has. */
  public void writer(AuditLog log, String keyId) {
    journals.write(
        log,
        journal -> {
          String before = journal.writer();
          if (!keyId.equals(before)) {
            Map<String, Object> request = new LinkedHashMap<>();
            request.put("role", "writer");
            if (before != null) {
              request.put("replaces", before);
            }
            done(journal, Act.onKey(Act.Method.IssueKey, keyId, request, null));
            journal.writer(keyId);
          }
        });
  }

  /**
   * Tells of pods that were not told of yet.
   *
   * @param acts what became of each pod that is there
   */
  public void pods(AuditLog log, Collection<Act> acts) {
    Map<String, Act> byMark = new LinkedHashMap<>();
    acts.forEach(act -> byMark.put(act.method() + " " + act.occurrence(), act));
    journals.write(
        log,
        journal ->
            journal
                .newPods(byMark.keySet())
                .forEach(mark -> done(journal, Objects.requireNonNull(byMark.get(mark)))));
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
    List<String> ids = journals.read(log, journal -> begin(journal, acts));
    journals.keep(log);
    try {
      work.run();
    } catch (KafkaFailure e) {
      String message = String.valueOf(e.getMessage());
      journals.write(log, journal -> ids.forEach(id -> journal.failed(id, message)));
      throw e;
    }
    journals.write(log, journal -> ids.forEach(journal::succeeded));
  }

  private List<String> begin(Journal journal, Collection<Act> acts) {
    return acts.stream()
        .map(act -> journal.begin(act, clock.instant()))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Keeps what was told, and has it delivered: before it is forgotten that it happened. */
  public void handOver(AuditLog log) {
    journals.handOver(log);
  }

  /** The same after a whole run over an AuditLog, which knows where its events go. */
  public void handOver(AuditLog log, Route route) {
    journals.route(log, route);
    journals.write(log, Journal::closeOpen);
    journals.handOver(log);
  }

  /**
   * Delivers everything now.
   *
   * @throws KafkaFailure when that cannot be done
   */
  public void deliver(AuditLog log, Route route) {
    journals.route(log, route);
    journals.deliver(log);
  }

  /** Whether the AuditLog's own deletion was told, and nothing waits. */
  public boolean isTold(AuditLog log) {
    return journals.read(
        log,
        journal -> {
          Journal.Told told = journal.told(log.getMetadata().getUid());
          return told != null && told.deleted() && journal.due().isEmpty();
        });
  }

  /** How many events wait. */
  public int waiting(AuditLog log) {
    return journals.read(log, journal -> journal.due().size());
  }

  /** Called when the AuditLog is gone, and its keyring with it. */
  public void gone(AuditLog log) {
    journals.gone(log);
  }

  /** What is not delivered yet is in the journals, for the next operator. */
  @Override
  public void close() {
    journals.close();
  }
}
