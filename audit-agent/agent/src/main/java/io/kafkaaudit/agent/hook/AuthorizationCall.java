package io.kafkaaudit.agent.hook;

import java.util.Arrays;
import org.apache.kafka.server.authorizer.Action;
import org.jspecify.annotations.Nullable;

/**
 * One call of a broker thread to its authorizer, with the rules that were found; reused, so that
 * nothing is allocated. Owned by its thread.
 */
final class AuthorizationCall {
  private static final int KEPT = 256;

  private int depth;
  private int rules;

  /** Most calls are about one action. */
  private @Nullable Action action;

  private @Nullable Object rule;

  private @Nullable Action[] more = new Action[16];
  private @Nullable Object[] found = new Object[16];

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

  /** After the outermost call. */
  void forgetRules() {
    rules = 0;
  }

  void add(Action of, Object matching) {
    if (rules++ == 0) {
      action = of;
      rule = matching;
    } else {
      addMore(of, matching);
    }
  }

  private void addMore(Action of, Object matching) {
    int index = rules - 2;
    if (index >= KEPT) {
      return; // a Fetch of thousands of partitions: their events go without the rule
    }
    if (index == more.length) {
      more = Arrays.copyOf(more, index * 2);
      found = Arrays.copyOf(found, index * 2);
    }
    more[index] = of;
    found[index] = matching;
  }

  /** The very object, for two actions of one request may be equal. */
  @SuppressWarnings("ReferenceEquality")
  @Nullable Object ruleOf(Action of) {
    if (rules > 0 && action == of) {
      return rule;
    }
    for (int i = 0; i < Math.min(rules - 1, KEPT); i++) {
      if (more[i] == of) {
        return found[i];
      }
    }
    return null;
  }
}
