package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.CapturePolicy;
import io.kafkaaudit.agent.capture.Lane;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.contract.AgentSettings;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * From the lanes to numbered events. In one turn a bounded number of steps goes to each kind of
 * act, so that no kind waits long for another. Owned by the encoder thread.
 */
final class Pipeline {
  private static final int ACTS_PER_TURN = 512;
  private static final int STEPS_PER_TURN = 512;
  private static final long SWEEP_MILLIS = 1_000;

  private final Lanes lanes;
  private final Account account;
  private final Teller teller;
  private final PendingRequests pending;
  private final HeldLogins logins;
  private final Walks management;
  private final Walks denials;
  private final Walks others;
  private final WallClock clock = new WallClock();
  private final KeyLogins keyLogins = new KeyLogins();
  private long nextSweep;

  Pipeline(Lanes lanes, Account account, Teller teller) {
    this.lanes = lanes;
    this.account = account;
    this.teller = teller;
    this.pending = new PendingRequests(lanes.closedConnections());
    this.logins = new HeldLogins(lanes.authentication().room().capacity() / 4);
    this.management = new Walks(account);
    this.denials = new Walks(account);
    this.others = new Walks(account);
  }

  void use(AgentSettings next, CapturePolicy by) {
    teller.use(next, by);
  }

  /** Which keys logged in. */
  KeyLogins keyLogins() {
    return keyLogins;
  }

  /** Whether any act waits in a lane. */
  boolean hasWork() {
    return lanes.all().stream().anyMatch(lane -> lane.used() > 0);
  }

  /** One turn over everything that waits; returns whether there was something that led on. */
  boolean turn() {
    boolean worked = false;
    clock.read();
    for (Lane lane : lanes.all()) {
      for (int i = 0; i < ACTS_PER_TURN && lane.take(act -> take(act, lane)); i++) {
        worked = true;
      }
    }
    long limit = TimeUnit.MILLISECONDS.toNanos(teller.settings().responseTimeoutMillis());
    pending.ended(System.nanoTime(), limit, teller.policy()).forEach(this::complete);
    logins.end(System.nanoTime(), this::tellHeld);
    worked |= management.work(STEPS_PER_TURN);
    worked |= denials.work(STEPS_PER_TURN);
    worked |= others.work(STEPS_PER_TURN);
    long now = Ticks.millis();
    teller.tellCounted(now, teller.settings().coalesceIntervalMillis());
    if (now >= nextSweep) {
      nextSweep = now + SWEEP_MILLIS;
      account.numberDropped(); // now and then, so that it makes few ranges
      lanes.sweep();
    }
    account.reportLosses(false);
    return worked;
  }

  /**
   * At the end of the run: tells everything that waits. What finds no room in the outbox in time is
   * lost.
   *
   * @param until {@link System#nanoTime()} at which to give up
   */
  void drain(long until) throws InterruptedException {
    boolean all = false;
    while (!all) {
      boolean worked = turn();
      logins.endAll(this::tellHeld);
      pending.all().forEach(this::complete);
      all = !worked && management.isEmpty() && denials.isEmpty() && others.isEmpty();
      if (!worked && !all) {
        if (System.nanoTime() - until >= 0) {
          management.abandon();
          denials.abandon();
          others.abandon();
        } else {
          Thread.sleep(5);
        }
      }
    }
    teller.tellCounted(Long.MAX_VALUE, 0);
    account.numberDropped();
    account.reportLosses(true);
  }

  private void take(Act act, Lane lane) {
    act.timeMillis = clock.millisOf(act.monotonicNanos);
    try {
      if (act.kind == Act.Kind.MANAGEMENT) {
        pending.add(act);
      } else if (act.kind == Act.Kind.DECISIONS) {
        Act kept = new Act();
        kept.takeFrom(act);
        Walks walks = act.allowed ? others : denials;
        walks.add(new DecisionsWalk(kept, lane, teller));
      } else {
        keyLogins.saw(act);
        if (!logins.hold(act)) {
          teller.tell(act);
        }
      }
    } catch (Throwable e) { // of a shape that a newer Kafka brings, or memory has run out
      account.unencodable(act.category, e);
    }
  }

  private void tellHeld(Act login) {
    try {
      teller.tell(login);
    } catch (Throwable e) { // memory has run out
      account.unencodable(login.category, e);
    } finally {
      lanes.authentication().release(login);
    }
  }

  private void complete(Act act) {
    ManagementRequest request = Objects.requireNonNull(act.request);
    try {
      (request.allowed() ? management : denials).add(new ManagementWalk(act, teller));
    } catch (Throwable e) { // memory has run out
      request.release();
      account.unencodable(act.category, e);
    }
  }
}
