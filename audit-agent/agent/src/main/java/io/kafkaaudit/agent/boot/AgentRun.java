package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Apis;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.ClusterNodes;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.MemoryPlan;
import io.kafkaaudit.agent.delivery.Outbox;
import io.kafkaaudit.agent.delivery.Sender;
import io.kafkaaudit.agent.delivery.WireBytes;
import io.kafkaaudit.agent.event.EventEncoder;
import io.kafkaaudit.agent.event.OwnFields;
import io.kafkaaudit.agent.event.RunIdentity;
import io.kafkaaudit.agent.hook.Breaker;
import io.kafkaaudit.agent.hook.Hooks;
import io.kafkaaudit.agent.instrument.Coverage;
import io.kafkaaudit.agent.metrics.AgentBean;
import io.kafkaaudit.agent.metrics.Counters;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.AuditTopics;
import io.kafkaaudit.contract.EventTypes;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import javax.management.JMException;
import org.jspecify.annotations.Nullable;

/**
 * One run, from the first usable settings on: what is captured, what the agent says of itself, and
 * what changes without a restart. Owned by the encoder thread.
 */
final class AgentRun {
  private static final String START = "start";

  /** Characters of all settings in an event; a ConfigMap may hold a million. */
  private static final int LONGEST_SETTINGS = 65_536;

  private final RunIdentity run;
  private final Coverage coverage;
  private final EventEncoder encoder;
  private final MemoryPlan plan;
  private final Lanes lanes;
  private final Outbox outbox;
  private final Account account;
  private final Sender sender;
  private final Pipeline pipeline;
  private final WireBytes wire = new WireBytes();
  private final Counters counters = new Counters(wire::total);
  private final String topic;
  private final RunStart begin;
  private final Sight sight;
  private final String kafkaVersion = KafkaVersion.read();
  private AgentSettings settings;
  private long statusNumber;
  private long nextStatus;
  private boolean started;

  AgentRun(
      RunIdentity run,
      RunStart begin,
      Coverage coverage,
      Set<String> controllerListeners,
      AgentSettings settings,
      @Nullable String writerPrincipal) {
    this.run = run;
    this.begin = begin;
    this.coverage = coverage;
    this.sight = new Sight(begin, coverage, kafkaVersion);
    this.settings = settings;
    this.topic = settings.topic();
    this.encoder = new EventEncoder(run, controllerListeners.toArray(new String[0]));
    this.plan = new MemoryPlan(settings);
    this.lanes = new Lanes(plan);
    this.outbox = new Outbox(plan.outbox());
    this.account = new Account(topic, run, encoder, outbox, lanes, counters);
    this.sender =
        new Sender(
            outbox, account, new KafkaDestination(), ClusterNodes.CLIENT_ID + run.nodeId(), wire);
    CapturePolicy policy =
        new CapturePolicy(settings, writerPrincipal, begin.listenersAmongNodes());
    Coalescer coalescer = new Coalescer(plan.coalescer());
    Floods floods = new Floods(plan.floods());
    this.pipeline =
        new Pipeline(
            lanes, account, new Teller(encoder, account, coalescer, floods, settings, policy));
    Hooks.open(lanes, policy);
  }

  /** Registers the JMX bean. */
  void expose() throws JMException {
    new AgentBean(run.agentId(), counters, lanes, account.ledger(), outbox, this::lastError)
        .register();
  }

  /** Whether the broker does something that the agent can see: then it also serves a producer. */
  boolean brokerIsAwake() {
    return pipeline.hasWork();
  }

  boolean started() {
    return started;
  }

  /** A warning about settings that can be used; null: none. */
  @Nullable String warning() {
    return plan.isRaised()
        ? "memory.bytes is raised to "
            + plan.total()
            + ": outbox.bytes and lane.*.slots need so much"
        : null;
  }

  /** Writes the run's first event and starts the sender. */
  void start(@Nullable String settingsProblem) {
    started = true;
    sender.start();
    lifecycle(START, settingsProblem);
  }

  /**
   * Another policy, or other intervals. The topic stays that of the start. It is told, or named as
   * lost, before it is in force, so that nothing is left out by a policy that no event tells of.
   */
  void reconfigure(AgentSettings next, @Nullable String writerPrincipal) {
    AgentSettings before = settings;
    if (started && !next.toText().equals(before.toText())) {
      account.own(
          number ->
              encoder.own(
                  EventTypes.POLICY,
                  number,
                  System.currentTimeMillis(),
                  fields ->
                      fields
                          .field("oldRevision", before.settingsRevision())
                          .field("newRevision", next.settingsRevision())
                          .texts("before", before.toMap(), LONGEST_SETTINGS)
                          .texts("after", next.toMap(), LONGEST_SETTINGS)));
    }
    settings = next;
    CapturePolicy policy = new CapturePolicy(next, writerPrincipal, begin.listenersAmongNodes());
    pipeline.use(next, policy);
    Hooks.policy(policy);
  }

  /** The directory has settings that cannot be used; the earlier ones stay in force. */
  void settingsRejected(String problem) {
    if (started) {
      lifecycle("settings-rejected", problem);
    }
  }

  /** What is wrong with the writer's properties; null: they are used from now on. */
  @Nullable String useWriter(Properties properties) {
    String problem = WriterProperties.problem(properties);
    if (problem == null) {
      sender.reconfigure(properties);
    }
    return problem;
  }

  /** One turn; returns whether there was something to do. */
  boolean turn() {
    boolean worked = false;
    try {
      worked = pipeline.turn();
    } catch (Throwable e) { // memory has run out, say; status must tell
      account.unreadable(e);
    }
    long tick = Ticks.millis();
    if (tick >= nextStatus) {
      nextStatus = tick + settings.statusIntervalMillis();
      encoder.own(EventTypes.STATUS, ++statusNumber, System.currentTimeMillis(), this::describe);
      account.status(AuditTopics.statusTopic(topic), statusNumber);
    }
    return worked;
  }

  /** The run's last event, once all others are at the destination: without it, the tail is open. */
  void stop(Duration within) throws InterruptedException {
    long until = System.nanoTime() + within.toNanos();
    Hooks.close();
    pipeline.drain(until - within.toNanos() / 2);
    if (sender.hasWriter() && account.settle(until)) {
      lifecycle("stop", null);
    }
    sender.close(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
  }

  AgentSettings settings() {
    return settings;
  }

  private void lifecycle(String phase, @Nullable String problem) {
    account.own(
        number ->
            encoder.own(
                EventTypes.LIFECYCLE,
                number,
                System.currentTimeMillis(),
                fields -> {
                  fields.field("phase", phase).field("problem", problem);
                  if (phase.equals(START)) {
                    begin.describe(fields);
                  }
                  describe(fields);
                  fields.numbers("lastSequences", Map.of(topic, number));
                }));
  }

  private void describe(OwnFields fields) {
    fields.field("nodeId", run.nodeId()).field("runId", run.runId());
    fields.field("clusterName", settings.clusterName());
    fields.field("kafkaVersion", kafkaVersion);
    fields.field("settingsRevision", settings.settingsRevision());
    fields.list("hooksFound", coverage.found()).list("hooksMissing", coverage.missing());
    fields.list("unknownApis", Apis.unknown()).list("coverageGaps", sight.gaps());
    fields.list("notes", sight.notes());
    fields.numbers("highWaterMarks", Map.of(topic, account.sequence()));
    fields.numbers("counters", counters.byName());
    Map<String, Long> lost = new TreeMap<>();
    account.ledger().totals().forEach((cause, count) -> lost.put(cause.name(), count));
    fields.numbers("lost", lost).field("lastError", lastError());
    pipeline.keyLogins().describe(fields);
  }

  private @Nullable String lastError() {
    String error = sender.lastError();
    error = error == null ? account.lastError() : error;
    for (Breaker breaker : Hooks.breakers()) {
      error = error == null ? breaker.lastError() : error;
    }
    return error;
  }
}
