package io.kafkaaudit.contract;

import java.util.List;
import java.util.Set;

/**
 * One rule of a capture policy. An empty set matches everything. Immutable.
 *
 * <p>Rules are ordered and the first that matches decides; the default policy follows the last.
 */
public final class CaptureRule {
  private final Level level;
  private final Set<Category> categories;
  private final Set<Outcome> outcomes;
  private final Set<String> principals;

  public CaptureRule(
      Level level, Set<Category> categories, Set<Outcome> outcomes, List<String> principals) {
    this.level = level;
    this.categories = Set.copyOf(categories);
    this.outcomes = Set.copyOf(outcomes);
    this.principals = Set.copyOf(principals);
  }

  public Level level() {
    return level;
  }

  public Set<Category> categories() {
    return categories;
  }

  public Set<Outcome> outcomes() {
    return outcomes;
  }

  /** Principals as Kafka writes them, such as {@code User:alice}. */
  public Set<String> principals() {
    return principals;
  }

  /** Whether the rule is about such acts, whoever's they are. */
  public boolean matches(Category category, Outcome outcome) {
    return (categories.isEmpty() || categories.contains(category))
        && (outcomes.isEmpty() || outcomes.contains(outcome));
  }
}
