package io.kafkaaudit.operator.metrics;

import io.fabric8.kubernetes.api.model.Condition;
import io.kafkaaudit.contract.LossCause;
import io.kafkaaudit.crd.AgentsStatus;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.KeyState;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.kafka.AgentReport;
import io.kafkaaudit.operator.owned.Names;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The meters of {@link OperatorMeter}. Those of an AuditLog go with it, but for what it left
 * behind. Thread-safe.
 */
public final class OperatorMetrics {
  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<String, Figures> figures = new ConcurrentHashMap<>();

  /** Read by the gauges of one AuditLog at the time of a scrape. */
  private static final class Figures {
    private volatile double ready;
    private volatile int keys;
    private volatile int keyLimit;
    private volatile long orphans;
    private volatile double wanted = Double.NaN;
    private volatile double injected = Double.NaN;
    private volatile double reporting = Double.NaN;
    private volatile double waiting = Double.NaN;
    private volatile @Nullable Instant nextRotation;
    private final Map<OperatorMeter, Gauge> shown = new ConcurrentHashMap<>();
    private final AgentTotals agents = new AgentTotals();
    private final Storage storage = new Storage();
  }

  /**
   * Meters in this registry.
   *
   * @param registry stays the caller's
   */
  public OperatorMetrics(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** Shows whether this replica leads; called once for a registry. */
  public void leading(BooleanSupplier leads) {
    Gauge.builder(OperatorMeter.LEADING.meterName(), () -> leads.getAsBoolean() ? 1 : 0)
        .description(OperatorMeter.LEADING.description())
        .register(registry);
  }

  /**
   * Takes the figures of an AuditLog from its status.
   *
   * @param credentials its own, for the time of the next rotation
   */
  public void observe(
      AuditLog log, AuditLogStatus status, Collection<AuditCredential> credentials) {
    Figures now = figures(log);
    now.ready = "True".equals(state(status, ConditionType.Ready)) ? 1 : 0;
    now.keyLimit = log.getSpec().getAccess().getKeyLimit();
    now.keys = status.getKeys() == null ? 0 : status.getKeys().size();
    now.orphans =
        status.getKeys() == null
            ? 0
            : status.getKeys().stream().filter(key -> key.getState() == KeyState.Orphaned).count();
    now.nextRotation =
        credentials.stream()
            .map(AuditCredential::getStatus)
            .filter(Objects::nonNull)
            .map(credential -> credential.getNextRotation())
            .filter(Objects::nonNull)
            .flatMap(OperatorMetrics::instant)
            .min(Instant::compareTo)
            .orElse(null);
    AgentsStatus agents = status.getAgents();
    boolean looked = agents != null && isKnown(status, ConditionType.AgentInjected);
    boolean suspended = Boolean.TRUE.equals(log.getSpec().getSuspend());
    now.wanted = looked ? (suspended ? 0 : figure(agents.getDesired())) : Double.NaN;
    now.injected = looked ? figure(agents.getInjected()) : Double.NaN;
    now.reporting =
        looked && isKnown(status, ConditionType.AgentReporting)
            ? figure(agents.getReporting())
            : Double.NaN;
    showKnown(log, now);
  }

  private void showKnown(AuditLog log, Figures of) {
    showWhileKnown(OperatorMeter.NEXT_ROTATION, log, of, this::untilRotation);
    showWhileKnown(OperatorMeter.PODS_WANTED, log, of, f -> f.wanted);
    showWhileKnown(OperatorMeter.PODS_INJECTED, log, of, f -> f.injected);
    showWhileKnown(OperatorMeter.PODS_REPORTING, log, of, f -> f.reporting);
    showWhileKnown(OperatorMeter.STORED_BYTES, log, of, f -> f.storage.bytes());
  }

  /** A gauge of NaN would make every sum over AuditLogs NaN, so that there is none then. */
  private void showWhileKnown(
      OperatorMeter meter, AuditLog log, Figures of, ToDoubleFunction<Figures> value) {
    if (Double.isNaN(value.applyAsDouble(of))) {
      Gauge unknown = of.shown.remove(meter);
      if (unknown != null) {
        registry.remove(unknown);
      }
    } else {
      of.shown.computeIfAbsent(meter, any -> gauge(meter, log, of, value));
    }
  }

  private Figures figures(AuditLog log) {
    return figures.computeIfAbsent(Names.of(log), name -> register(log));
  }

  private static double figure(@Nullable Integer value) {
    return value == null ? Double.NaN : value;
  }

  /** Whether what the status says of it is of now: a step that is not reached keeps what was. */
  private static boolean isKnown(AuditLogStatus status, ConditionType type) {
    String state = state(status, type);
    return "True".equals(state) || "False".equals(state);
  }

  private static @Nullable String state(AuditLogStatus status, ConditionType type) {
    return status.getConditions() == null
        ? null
        : ConditionSet.find(status.getConditions(), type).map(Condition::getStatus).orElse(null);
  }

  /**
   * Counts what the agents did since they were read last; not what was before the first time.
   *
   * @param reports the latest of every run that the status topic has
   */
  public void agentsReported(AuditLog log, Collection<AgentReport> reports) {
    AgentReport.Totals more = figures(log).agents.increase(reports);
    counter(OperatorMeter.EVENTS_CAPTURED, tags(log)).increment((double) more.captured());
    counter(OperatorMeter.BYTES_WRITTEN, tags(log)).increment((double) more.bytesWritten());
    counter(OperatorMeter.BYTES_SENT, tags(log)).increment((double) more.bytesSent());
    counter(OperatorMeter.INGRESS_BYTES, tags(log)).increment((double) more.bytesOnWire());
    more.lost().forEach((cause, count) -> agentsLost(log, cause).increment(count));
  }

  private Counter agentsLost(AuditLog log, LossCause cause) {
    return counter(OperatorMeter.AGENT_EVENTS_LOST, tags(log).and("cause", cause.name()));
  }

  /**
   * Takes the bytes of the audit topic on disk.
   *
   * @param bytes of all replicas; empty: not known now
   */
  public void stored(AuditLog log, OptionalLong bytes) {
    Figures now = figures(log);
    double byteMinutes = now.storage.measured(bytes, clock.instant());
    counter(OperatorMeter.STORED_BYTE_MINUTES, tags(log)).increment(byteMinutes);
    showKnown(log, now);
  }

  /**
   * Takes how many platform events the topic does not have yet. Not of an AuditLog that was never
   * observed, or is gone: what is delivered late must not bring its meters back.
   */
  public void waiting(AuditLog log, int events) {
    Figures now = figures.get(Names.of(log));
    if (now != null) {
      now.waiting = events;
      showWhileKnown(OperatorMeter.PLATFORM_EVENTS_WAITING, log, now, f -> f.waiting);
    }
  }

  /** Nothing where somebody wrote no time into the status. */
  private static Stream<Instant> instant(String text) {
    try {
      return Stream.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Stream.empty();
    }
  }

  private Figures register(AuditLog log) {
    Figures made = new Figures();
    gauge(OperatorMeter.READY, log, made, f -> f.ready);
    gauge(OperatorMeter.KEYS, log, made, f -> f.keys);
    gauge(OperatorMeter.KEY_LIMIT, log, made, f -> f.keyLimit);
    gauge(OperatorMeter.ORPHANED_KEYS, log, made, f -> f.orphans);
    // From 0 on, or a first increase would not be seen as one.
    driftRepaired(log, "access", 0);
    driftRepaired(log, "topic", 0);
    driftRepaired(log, "settings", 0);
    counter(OperatorMeter.EVENTS_LOST, tags(log)).increment(0);
    counter(OperatorMeter.EVENTS_CAPTURED, tags(log)).increment(0);
    counter(OperatorMeter.BYTES_WRITTEN, tags(log)).increment(0);
    counter(OperatorMeter.BYTES_SENT, tags(log)).increment(0);
    counter(OperatorMeter.INGRESS_BYTES, tags(log)).increment(0);
    counter(OperatorMeter.STORED_BYTE_MINUTES, tags(log)).increment(0);
    for (LossCause cause : LossCause.values()) {
      agentsLost(log, cause).increment(0);
    }
    return made;
  }

  private double untilRotation(Figures of) {
    Instant next = of.nextRotation;
    return next == null ? Double.NaN : Duration.between(clock.instant(), next).toSeconds();
  }

  private Gauge gauge(
      OperatorMeter meter, AuditLog log, Figures of, ToDoubleFunction<Figures> value) {
    return Gauge.builder(meter.meterName(), of, value)
        .description(meter.description())
        .tags(tags(log))
        .strongReference(true)
        .register(registry);
  }

  /** Counts repairs; kind is {@code access} or {@code topic}. */
  public void driftRepaired(AuditLog log, String kind, int repairs) {
    counter(OperatorMeter.DRIFT_REPAIRED, tags(log).and("kind", kind)).increment(repairs);
  }

  /** Counts a loss of events in the audit topic. */
  public void eventsLost(AuditLog log) {
    counter(OperatorMeter.EVENTS_LOST, tags(log)).increment();
  }

  /** Counts an AuditLog whose deletion left something in Kafka. */
  public void leftBehind(AuditLog log) {
    counter(OperatorMeter.LEFT_BEHIND, tags(log)).increment();
  }

  private Counter counter(OperatorMeter meter, Tags tags) {
    return Counter.builder(meter.meterName())
        .description(meter.description())
        .tags(tags)
        .register(registry);
  }

  /** Notes the time of a call to Kafka; the outcome is {@code success} or a reason's name. */
  public void called(String call, String outcome, Duration time) {
    Timer.builder(OperatorMeter.KAFKA_CALLS.meterName())
        .description(OperatorMeter.KAFKA_CALLS.description())
        .tags("call", call, "outcome", outcome)
        .register(registry)
        .record(time);
  }

  /** Removes the meters of an AuditLog that is gone, but for what it left behind. */
  public void forget(AuditLog log) {
    figures.remove(Names.of(log));
    for (Meter meter : List.copyOf(registry.getMeters())) {
      Meter.Id id = meter.getId();
      boolean ofLog =
          log.getMetadata().getNamespace().equals(id.getTag("namespace"))
              && log.getMetadata().getName().equals(id.getTag("auditlog"));
      if (ofLog && !id.getName().equals(OperatorMeter.LEFT_BEHIND.meterName())) {
        registry.remove(id);
      }
    }
  }

  private static Tags tags(AuditLog log) {
    return Tags.of(
        "namespace", log.getMetadata().getNamespace(), "auditlog", log.getMetadata().getName());
  }
}
