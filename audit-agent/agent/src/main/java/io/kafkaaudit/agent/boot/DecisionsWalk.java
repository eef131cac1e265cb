package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.Decided;
import io.kafkaaudit.agent.capture.Lane;
import io.kafkaaudit.contract.LossCause;
import java.util.EnumSet;
import java.util.Objects;

/** The decisions of one call of the authorizer about several resources. */
final class DecisionsWalk implements Walk {
  private final Act act;
  private final Act one = new Act();
  private final Decided decided;
  private final Lane lane;
  private final Teller teller;
  private int next;

  /**
   * @param act whose bytes the walk holds
   * @param lane whose room these bytes are taken from
   */
  DecisionsWalk(Act act, Lane lane, Teller teller) {
    this.act = act;
    this.decided = Objects.requireNonNull(act.decided);
    this.lane = lane;
    this.teller = teller;
    one.copyFrom(act);
    one.kind = Act.Kind.DECISION;
    one.decided = null;
  }

  @Override
  public Step step() {
    if (next == decided.size()) {
      return Step.ENDED;
    }
    int index = next++;
    if (decided.allowed(index) == act.allowed) {
      one.action = decided.action(index);
      one.rule = decided.rule(index);
      if (teller.wants(one)) {
        teller.tell(one);
      }
    }
    return Step.GOES_ON;
  }

  @Override
  public void abandon() {
    int left = Math.max(1, decided.size() - next);
    teller.account().lost(LossCause.OutboxFull, left, EnumSet.of(act.category));
  }

  @Override
  public void end() {
    lane.release(act);
  }
}
