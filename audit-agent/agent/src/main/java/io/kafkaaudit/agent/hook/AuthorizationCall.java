package io.kafkaaudit.agent.hook;

import io.kafkaaudit.agent.capture.Decided;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.jspecify.annotations.Nullable;

/**
 * One call of a broker thread to its authorizer, with the rules that were found; reused, so that
 * nothing is allocated for a call about one action. Owned by its thread.
 */
final class AuthorizationCall {
  /** Actions of a call of which each is an act of its own, and nothing is handed over. */
  static final int FEW = 8;

  private int depth;
  private int rules;

  /** Most calls are about one action. */
  private @Nullable Action action;

  private @Nullable Object rule;
  private @Nullable Class<?> withoutAcl;

  /** Rules of calls about several actions, including the first. */
  private @Nullable Action[] actions = new Action[FEW];

  private @Nullable Object[] found = new Object[FEW];

  /** An authorizer that may ask another one was called. */
  void entered() {
    depth++;
  }

  /** Whether no such authorizer is at work. */
  boolean isOutermost() {
    return depth == 0;
  }

  /**
   * One call ended; returns whether it was the outermost. Never below 0, or a thread went blind.
   */
  boolean left() {
    depth = Math.max(0, depth - 1);
    return depth == 0;
  }

  /** After the outermost call. What a call about many actions needed is not kept. */
  void forgetRules() {
    if (rules > FEW) {
      actions = new Action[FEW];
      found = new Object[FEW];
    }
    rules = 0;
  }

  void add(Action of, Object matching) {
    Object kept = kept(matching);
    if (rules == 0) {
      action = of;
      rule = kept;
    } else {
      addMore(of, kept);
    }
    rules++;
  }

  /**
   * Keeps only the ACL of a rule that the authorizer makes for this one decision: the JIT compiler
   * need not allocate an object that is not kept. To find that a class lacks an interface takes the
   * JVM longer than all else here, so the latest such class is remembered.
   */
  private @Nullable Object kept(Object matching) {
    Class<?> type = matching.getClass();
    if (type == withoutAcl) {
      return matching;
    }
    if (matching instanceof AclRule) {
      return ((AclRule) matching).kafkaAuditAcl();
    }
    withoutAcl = type;
    return matching;
  }

  private void addMore(Action of, @Nullable Object matching) {
    if (rules == 1) {
      actions[0] = action;
      found[0] = rule;
    }
    if (rules == actions.length) {
      actions = Arrays.copyOf(actions, rules * 2);
      found = Arrays.copyOf(found, rules * 2);
    }
    actions[rules] = of;
    found[rules] = matching;
  }

  /**
   * The rule of an action in a call about few actions. Compares identity, for two actions may be
   * equal.
   */
  @SuppressWarnings("ReferenceEquality")
  @Nullable Object ruleOf(Action of) {
    if (rules > 0 && action == of) {
      return rule;
    }
    for (int i = 1; i < Math.min(rules, FEW); i++) {
      if (actions[i] == of) {
        return found[i];
      }
    }
    return null;
  }

  /**
   * What the call decided. The rules that were found are handed over and not copied, whatever their
   * number.
   */
  Decided decided(List<Action> of, List<AuthorizationResult> results) {
    if (rules == 1) {
      return new Decided(of, results, new Action[] {action}, new Object[] {rule}, 1);
    }
    Decided decided = new Decided(of, results, actions, found, rules);
    actions = new Action[FEW];
    found = new Object[FEW];
    rules = 0;
    return decided;
  }
}
