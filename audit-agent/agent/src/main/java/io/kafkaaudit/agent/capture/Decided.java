package io.kafkaaudit.agent.capture;

import java.util.List;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.jspecify.annotations.Nullable;

/**
 * What one call of the authorizer decided, as the broker has it: nothing is copied, and what a
 * decision is about is made out of it when it is told. Immutable.
 */
public final class Decided {
  /** How far from its place the rule of an action is looked for. */
  private static final int NEAR = 64;

  /**
   * What the agent holds on to with one decision: action, resource pattern, result, rule, index.
   */
  static final long BYTES_EACH = 128;

  /** Beside these, with what walks over them. */
  private static final long BASE = 512;

  private final List<Action> actions;
  private final List<AuthorizationResult> results;
  private final int size;
  private final @Nullable Action[] matched;
  private final @Nullable Object[] rules;
  private final int ruled;

  /**
   * @param matched the actions for which rules were found, in their order
   * @param rules the rule of each of them
   * @param ruled how many there are
   */
  public Decided(
      List<Action> actions,
      List<AuthorizationResult> results,
      @Nullable Action[] matched,
      @Nullable Object[] rules,
      int ruled) {
    this.actions = actions;
    this.results = results;
    this.size = Math.min(actions.size(), results.size());
    this.matched = matched;
    this.rules = rules;
    this.ruled = ruled;
  }

  public int size() {
    return size;
  }

  /** Bytes that are held with it, about. */
  public long bytes() {
    return BASE + size * BYTES_EACH;
  }

  public Action action(int index) {
    return actions.get(index);
  }

  public boolean allowed(int index) {
    return results.get(index) == AuthorizationResult.ALLOWED;
  }

  public Decision decision(int index) {
    return new Decision(action(index), allowed(index), rule(index));
  }

  /**
   * The broker's own ACL, or the rule if it has none. An authorizer that asks another one may ask
   * it about some of the actions only, which moves rules to the front.
   */
  @SuppressWarnings("ReferenceEquality") // two actions of one request may be equal
  public @Nullable Object rule(int index) {
    Action of = actions.get(index);
    for (int i = Math.min(index, ruled - 1); i >= Math.max(0, index - NEAR); i--) {
      if (matched[i] == of) {
        return rules[i];
      }
    }
    return null;
  }
}
