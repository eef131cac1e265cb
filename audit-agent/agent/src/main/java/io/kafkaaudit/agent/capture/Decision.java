package io.kafkaaudit.agent.capture;

import org.apache.kafka.server.authorizer.Action;
import org.jspecify.annotations.Nullable;

/** What the authorizer said of one action of a management request. */
public final class Decision {
  private final Action action;
  private final boolean allowed;
  private final @Nullable Object rule;

  public Decision(Action action, boolean allowed, @Nullable Object rule) {
    this.action = action;
    this.allowed = allowed;
    this.rule = rule;
  }

  public Action action() {
    return action;
  }

  public boolean allowed() {
    return allowed;
  }

  /** The broker's own ACL, or the rule if it has none; their classes cannot be named here. */
  public @Nullable Object rule() {
    return rule;
  }
}
