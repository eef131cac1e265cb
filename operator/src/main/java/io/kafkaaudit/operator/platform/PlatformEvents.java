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
 * {@link UnsentEvents} before the operator forgets that it happened (before the status that shows
 * it done is written, and before Kafka is changed where nothing else shows it), and leaves them
 * when the topic has it: so that it is told although the operator is killed, and told twice at most
 * under one id. Kafka is written to by threads of its own. Thread-safe.
 */
public final class PlatformEvents implements AutoCloseable {
  private static final int LONGEST_SPEC = 30_000;

  private final EventDispatcher dispatcher;
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
    this.dispatcher = new EventDispatcher(keyring, connections, waiting);
    this.clock = clock;
    this.admission = admission;
  }

  /** Who asked for the resource as it is now. */
  public Requester requester(CustomResource<?, ?> resource) {
    return Requester.of(resource, null, admission);
  }

  /** Who asked by this annotation of the resource. */
  public Requester requester(CustomResource<?, ?> resource, String annotation) {
    return Requester.of(resource, annotation, admission);
  }

  /** Tells of the generation of a resource, if it was not told yet. */
  public void changed(AuditLog log, CustomResource<?, ?> resource) {
    dispatcher.write(log, unsent -> changed(unsent, resource));
  }

  private void changed(UnsentEvents unsent, CustomResource<?, ?> resource) {
    String uid = resource.getMetadata().getUid();
    UnsentEvents.Told told = unsent.told(uid);
    long generation = resource.getMetadata().getGeneration();
    if (told != null && told.generation() == generation) {
      return;
    }
    JsonNode spec = UnsentEvents.MAPPER.valueToTree(resource.getSpec());
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
        unsent,
        PlatformAct.on(
            method(told == null ? "Create" : "Change", resource),
            resource,
            "generation " + generation,
            request,
            requester(resource)));
    unsent.tell(uid, new UnsentEvents.Told(generation, kept, false));
  }

  /** Tells once that a resource is being deleted. */
  public void deleted(AuditLog log, CustomResource<?, ?> resource, Map<String, ?> request) {
    dispatcher.write(
        log,
        unsent -> {
          String uid = resource.getMetadata().getUid();
          UnsentEvents.Told told = unsent.told(uid);
          if (told == null || !told.deleted()) {
            done(
                unsent,
                PlatformAct.on(
                    method("Delete", resource),
                    resource,
                    "deleted",
                    request,
                    Requester.unknown(resource)));
            unsent.tell(uid, new UnsentEvents.Told(0, null, true));
          }
        });
  }

  /** Called before the finalizer of a resource that was told of goes. */
  public void forget(AuditLog log, CustomResource<?, ?> resource) {
    dispatcher.write(log, unsent -> unsent.forget(resource.getMetadata().getUid()));
  }

  private static PlatformAct.Method method(String verb, CustomResource<?, ?> resource) {
    return PlatformAct.Method.valueOf(verb + resource.getKind());
  }

  /** Tells of an act that was done. */
  public void done(AuditLog log, PlatformAct act) {
    dispatcher.write(log, unsent -> done(unsent, act));
  }

  private void done(UnsentEvents unsent, PlatformAct act) {
    add(unsent, act, Outcome.SUCCESS, "");
  }

  /** Tells of something that was refused. */
  public void refused(AuditLog log, PlatformAct act, String message) {
    dispatcher.write(log, unsent -> add(unsent, act, Outcome.FAILURE, message));
  }

  /** Tells of an act of which is not known how it ended, or nobody can tell afterwards. */
  public void unknown(AuditLog log, PlatformAct act, String message) {
    dispatcher.write(log, unsent -> add(unsent, act, Outcome.UNKNOWN, message));
  }

  private void add(UnsentEvents unsent, PlatformAct act, Outcome outcome, String message) {
    if (act.method() == PlatformAct.Method.RestartPod) {
      // The status shows it for minutes; an operator that leads next shall not tell it once more.
      UnsentEvents.Told now =
          new UnsentEvents.Told(
              0, UnsentEvents.MAPPER.getNodeFactory().textNode(act.occurrence()), false);
      if (now.equals(unsent.told(act.method().name()))) {
        return;
      }
      unsent.tell(act.method().name(), now);
    }
    unsent.add(act, outcome, message, clock.instant());
  }

  /** Tells once which writer key the AuditLog has. */
  public void writer(AuditLog log, String keyId) {
    dispatcher.write(
        log,
        unsent -> {
          String before = unsent.writer();
          if (!keyId.equals(before)) {
            Map<String, Object> request = new LinkedHashMap<>();
            request.put("role", "writer");
            if (before != null) {
              request.put("replaces", before);
            }
            done(unsent, PlatformAct.onKey(PlatformAct.Method.IssueKey, keyId, request, null));
            unsent.writer(keyId);
          }
        });
  }

  /**
   * Tells of pods that were not told of yet.
   *
   * @param acts what became of each pod that is there
   */
  public void pods(AuditLog log, Collection<PlatformAct> acts) {
    Map<String, PlatformAct> byMark = new LinkedHashMap<>();
    acts.forEach(act -> byMark.put(act.method() + " " + act.occurrence(), act));
    dispatcher.write(
        log,
        unsent ->
            unsent
                .newPods(byMark.keySet())
                .forEach(mark -> done(unsent, Objects.requireNonNull(byMark.get(mark)))));
  }

  /**
   * Changes Kafka where nothing else shows afterwards that it was changed: the acts are kept before
   * they are done.
   */
  public void carryOut(AuditLog log, Collection<PlatformAct> acts, Runnable work) {
    if (acts.isEmpty()) {
      work.run();
      return;
    }
    List<String> ids = dispatcher.read(log, unsent -> begin(unsent, acts));
    dispatcher.keep(log);
    try {
      work.run();
    } catch (KafkaFailure e) {
      String message = String.valueOf(e.getMessage());
      dispatcher.write(log, unsent -> ids.forEach(id -> unsent.failed(id, message)));
      throw e;
    }
    dispatcher.write(log, unsent -> ids.forEach(unsent::succeeded));
  }

  private List<String> begin(UnsentEvents unsent, Collection<PlatformAct> acts) {
    return acts.stream()
        .map(act -> unsent.begin(act, clock.instant()))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Keeps what was told, and has it delivered: before it is forgotten that it happened. */
  public void dispatch(AuditLog log) {
    dispatcher.dispatch(log);
  }

  /** The same after a whole run over an AuditLog, which knows where its events go. */
  public void dispatch(AuditLog log, EventRoute route) {
    dispatcher.route(log, route);
    dispatcher.write(log, UnsentEvents::closeOpen);
    dispatcher.dispatch(log);
  }

  /**
   * Delivers everything now.
   *
   * @throws KafkaFailure when that cannot be done
   */
  public void deliver(AuditLog log, EventRoute route) {
    dispatcher.route(log, route);
    dispatcher.deliver(log);
  }

  /** Whether the AuditLog's own deletion was told, and nothing waits. */
  public boolean isTold(AuditLog log) {
    return dispatcher.read(
        log,
        unsent -> {
          UnsentEvents.Told told = unsent.told(log.getMetadata().getUid());
          return told != null && told.deleted() && unsent.due().isEmpty();
        });
  }

  /** How many events wait. */
  public int waiting(AuditLog log) {
    return dispatcher.read(log, unsent -> unsent.due().size());
  }

  /** Called when the AuditLog is gone, and its keyring with it. */
  public void gone(AuditLog log) {
    dispatcher.gone(log);
  }

  /** What is not delivered yet is in the unsent events, for the next operator. */
  @Override
  public void close() {
    dispatcher.close();
  }
}
