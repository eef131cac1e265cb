package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Lane;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.agent.event.EventEncoder;
import io.kafkaaudit.agent.event.ResourceOutcome;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.Forwarded;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;

/** From the lanes to numbered events. Owned by the encoder thread. */
final class Pipeline {
  private static final int ACTS_PER_TURN = 1024;

  /** Of requests about very many resources, so that the lanes do not fill up meanwhile. */
  private static final int OUTCOMES_PER_TURN = 1024;

  private final Lanes lanes;
  private final EventEncoder encoder;
  private final Account account;
  private final Coalescer coalescer = new Coalescer();
  private final PendingRequests pending;
  private final Queue<Completion> completions = new ArrayDeque<>();
  private final WallClock clock = new WallClock();
  private AgentSettings settings;
  private CapturePolicy policy;

  Pipeline(
      Lanes lanes,
      EventEncoder encoder,
      Account account,
      AgentSettings settings,
      CapturePolicy policy) {
    this.lanes = lanes;
    this.pending = new PendingRequests(lanes.closedConnections());
    this.encoder = encoder;
    this.account = account;
    this.settings = settings;
    this.policy = policy;
  }

  void use(AgentSettings next, CapturePolicy by) {
    settings = next;
    policy = by;
  }

  /** Whether any act waits in a lane. */
  boolean hasWork() {
    return lanes.all().stream().anyMatch(lane -> lane.used() > 0);
  }

  /** One turn over everything that waits; returns whether there was something. */
  boolean turn() {
    boolean worked = false;
    clock.read();
    for (Lane lane : lanes.all()) {
      for (int i = 0; i < ACTS_PER_TURN && lane.take(this::take); i++) {
        worked = true;
      }
    }
    pending.ended(System.nanoTime(), settings).forEach(this::complete);
    worked |= encodeOutcomes();
    encodeGroups(Ticks.millis(), settings.coalesceIntervalMillis());
    account.numberDropped();
    account.reportLosses(false);
    return worked;
  }

  /** At the end of the run: nothing waits any longer. */
  void drain() {
    while (turn()) {
      // until the lanes are empty
    }
    pending.all().forEach(this::complete);
    while (encodeOutcomes()) {
      // until all are told
    }
    encodeGroups(Long.MAX_VALUE, 0);
    account.reportLosses(true);
  }

  private void take(Act act) {
    act.timeMillis = clock.millisOf(act.monotonicNanos);
    try {
      if (act.kind == Act.Kind.MANAGEMENT) {
        pending.add(act);
      } else if (coalescer.encodeNow(act, onAuditTopic(act))) {
        encode(act, 1, act.timeMillis);
      }
    } catch (Throwable e) { // of a shape that a newer Kafka brings, or memory has run out
      account.unencodable(act.category, e);
    }
  }

  private boolean onAuditTopic(Act act) {
    return act.action != null && policy.isAuditTopic(act.action.resourcePattern().name());
  }

  private void encode(Act act, long count, long lastMillis) {
    if (act.kind == Act.Kind.AUTHENTICATION) {
      account.event(
          Category.Authentication,
          false,
          number -> encoder.authentication(act, number, count, lastMillis));
    } else {
      account.event(
          act.category, !act.allowed, number -> encoder.decision(act, number, count, lastMillis));
    }
  }

  private void encodeGroups(long now, long interval) {
    for (Coalescer.Group group : coalescer.ended(now, interval)) {
      encode(group.first(), group.count(), group.lastMillis());
    }
  }

  private void complete(Act act) {
    ManagementRequest request = Objects.requireNonNull(act.request);
    try {
      complete(act, outcomesOf(request));
    } catch (Throwable e) {
      account.unencodable(Category.Management, e);
    }
  }

  private List<ResourceOutcome> outcomesOf(ManagementRequest request) {
    try {
      return ResourceOutcome.of(request);
    } catch (RuntimeException | LinkageError e) {
      account.unreadable(e); // a message of another shape in a newer Kafka
      return ResourceOutcome.withoutResponse(request);
    }
  }

  private void complete(Act act, List<ResourceOutcome> outcomes) {
    String principal = Objects.requireNonNull(act.context).principal().toString();
    completions.add(new Completion(act, principal, outcomes));
  }

  /** Some outcomes of the requests that ended; returns whether there was one. */
  private boolean encodeOutcomes() {
    int encoded = 0;
    for (Completion next = completions.peek();
        next != null && encoded < OUTCOMES_PER_TURN;
        next = completions.peek()) {
      if (next.outcomes.hasNext()) {
        encode(next, next.outcomes.next());
        encoded++;
      } else {
        completions.remove();
      }
    }
    return encoded > 0;
  }

  private void encode(Completion of, ResourceOutcome outcome) {
    boolean reportedElsewhere = outcome.passedOn() && settings.forwarded() == Forwarded.Controller;
    if (!reportedElsewhere
        && policy.captures(Category.Management, outcome.outcome(), of.principal, false)) {
      account.event(
          Category.Management, true, number -> encoder.management(of.act, outcome, number));
    }
  }

  /** A management request that ended, and what is still to be told of it. */
  private static final class Completion {
    private final Act act;
    private final String principal;
    private final Iterator<ResourceOutcome> outcomes;

    Completion(Act act, String principal, List<ResourceOutcome> outcomes) {
      this.act = act;
      this.principal = principal;
      this.outcomes = outcomes.iterator();
    }
  }
}
