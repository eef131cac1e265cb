package io.kafkaaudit.operator.injection;

import io.kafkaaudit.contract.Forwarded;
import org.jspecify.annotations.Nullable;

/**
 * Who reports requests that brokers forward: the controller, which knows the rule, or the edge
 * while any node may lack an agent, so that none is missed during a roll. Pure.
 */
public final class ForwardedObserver {
  private ForwardedObserver() {}

  /**
   * Decides.
   *
   * @param pods null: they are not known now, so that nothing changes
   * @param reporting nodes whose agent reported lately; null: not known
   * @param current what the agents have now: with Controller a node may be silent for a while, for
   *     a restart is no reason to change, but no pod may be without an agent
   */
  public static Forwarded of(
      @Nullable InjectionReport pods, @Nullable Integer reporting, Forwarded current) {
    if (pods == null) {
      return current;
    }
    if (pods.desired() == 0 || pods.covered() < pods.desired() || pods.endingWithout() > 0) {
      return Forwarded.Edge;
    }
    boolean all = reporting != null && reporting >= pods.desired();
    return all || current == Forwarded.Controller ? Forwarded.Controller : Forwarded.Edge;
  }
}
