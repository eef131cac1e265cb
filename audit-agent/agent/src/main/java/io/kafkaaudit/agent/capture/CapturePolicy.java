package io.kafkaaudit.agent.capture;

import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.AuditTopics;
import io.kafkaaudit.contract.CaptureRule;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.Level;
import io.kafkaaudit.contract.Outcome;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which acts become events: the rules in order, the first that matches decides; then the default
 * policy. Immutable; asking allocates nothing.
 */
public final class CapturePolicy {
  private final List<CaptureRule> rules;
  private final Set<String> excludedPrincipals;
  private final String topic;
  private final String statusTopic;
  private final @Nullable String writerPrincipal;
  private final Set<Category> successMayBeCaptured = EnumSet.noneOf(Category.class);

  public CapturePolicy(AgentSettings settings, @Nullable String writerPrincipal) {
    this.rules = settings.captureRules();
    this.excludedPrincipals = settings.excludedPrincipals();
    this.topic = settings.topic();
    this.statusTopic = AuditTopics.statusTopic(topic);
    this.writerPrincipal = writerPrincipal;
    for (Category category : Category.values()) {
      if (anyRuleCapturesSuccess(category)) {
        successMayBeCaptured.add(category);
      }
    }
  }

  /**
   * A quick answer before a slot is filled: false means that no allowed act of the category is
   * captured, save one on an audit topic.
   */
  public boolean mayCaptureSuccess(Category category) {
    return successMayBeCaptured.contains(category);
  }

  /** Whether the name is that of an audit topic of this log. */
  public boolean isAuditTopic(String name) {
    return name.equals(topic) || name.equals(statusTopic);
  }

  /**
   * Decides about one act.
   *
   * @param onAuditTopic whether it reads or writes an audit topic
   */
  public boolean captures(
      Category category, Outcome outcome, @Nullable String principal, boolean onAuditTopic) {
    String who = principal == null ? "" : principal;
    if (onAuditTopic && outcome == Outcome.Success && who.equals(writerPrincipal)) {
      return false; // the agents' own writing would otherwise be audited for ever
    }
    boolean excludable =
        category != Category.Management
            && outcome != Outcome.Denied
            && !(category == Category.Authentication && outcome == Outcome.Failure);
    if (excludable && excludedPrincipals.contains(who)) {
      return false;
    }
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).matches(category, outcome, who)) {
        return rules.get(i).level() != Level.None;
      }
    }
    return capturedByDefault(category, outcome, onAuditTopic);
  }

  private static boolean capturedByDefault(
      Category category, Outcome outcome, boolean onAuditTopic) {
    return category == Category.Authentication
        || category == Category.Management
        || outcome == Outcome.Denied
        || onAuditTopic;
  }

  private boolean anyRuleCapturesSuccess(Category category) {
    if (category == Category.Authentication || category == Category.Management) {
      return true;
    }
    return rules.stream()
        .anyMatch(
            rule ->
                rule.level() != Level.None
                    && (rule.categories().isEmpty() || rule.categories().contains(category))
                    && (rule.outcomes().isEmpty() || rule.outcomes().contains(Outcome.Success)));
  }
}
