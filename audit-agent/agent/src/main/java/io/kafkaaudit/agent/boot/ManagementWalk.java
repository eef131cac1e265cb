package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.capture.ManagementFootprint;
import io.kafkaaudit.agent.capture.ManagementRequest;
import io.kafkaaudit.agent.event.Outcomes;
import io.kafkaaudit.agent.event.ResourceOutcome;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.LossCause;
import java.util.EnumSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A management request that ended, and what is still to be told of it. */
final class ManagementWalk implements Walk {
  private final Act act;
  private final ManagementRequest request;
  private final Outcomes outcomes;
  private final Teller teller;
  private boolean prepared;
  private boolean unreadable;
  private int told;
  private @Nullable ResourceOutcome waiting;

  ManagementWalk(Act act, Teller teller) {
    this.act = act;
    this.request = Objects.requireNonNull(act.request);
    this.outcomes = new Outcomes(request);
    this.teller = teller;
  }

  @Override
  public Step step() {
    if (!prepared) {
      prepared = !outcomes.prepare();
      return Step.GOES_ON;
    }
    ResourceOutcome outcome = waiting == null ? next() : waiting;
    if (outcome == null) {
      return Step.ENDED;
    }
    if (!teller.tell(act, outcome)) {
      waiting = outcome;
      return Step.WAITS;
    }
    waiting = null;
    told++;
    return Step.GOES_ON;
  }

  /** The next outcome; null: there are no more. */
  private @Nullable ResourceOutcome next() {
    try {
      return outcomes.hasNext() ? outcomes.next() : null;
    } catch (RuntimeException | LinkageError e) {
      if (unreadable || told > 0) {
        throw e;
      }
      unreadable = true;
      teller.account().unreadable(e); // a message of another shape in a newer Kafka
      outcomes.withoutResponse();
      return outcomes.next();
    }
  }

  @Override
  public void abandon() {
    int left = Math.max(1, ManagementFootprint.resources(request.body()) - told);
    teller.account().lost(LossCause.OutboxFull, left, EnumSet.of(Category.Management));
  }

  @Override
  public void end() {
    ManagementRequest.detach(act.context);
    request.release();
  }
}
