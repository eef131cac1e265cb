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
  private @Nullable Class<?> withoutAcl;

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
    Object kept = kept(matching);
    if (rules++ == 0) {
      action = of;
      rule = kept;
    } else {
      addMore(of, kept);
    }
  }

  /**
   * Of a rule that the authorizer makes for this one decision only the ACL: what nobody keeps, the
   * JIT compiler does not allocate. To find that a class lacks an interface takes the JVM longer
   * than all else here, so the latest such class is remembered.
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
