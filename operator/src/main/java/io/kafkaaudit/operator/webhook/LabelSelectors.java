package io.kafkaaudit.operator.webhook;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Label selectors, evaluated as the API server does. Pure. */
final class LabelSelectors {
  private LabelSelectors() {}

  static boolean matches(LabelSelector selector, @Nullable Map<String, String> labels) {
    Map<String, String> present = labels == null ? Map.of() : labels;
    return present.entrySet().containsAll(matchLabels(selector).entrySet())
        && expressions(selector).stream().allMatch(expression -> holds(expression, present));
  }

  private static Map<String, String> matchLabels(LabelSelector selector) {
    return selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels();
  }

  private static List<LabelSelectorRequirement> expressions(LabelSelector selector) {
    return selector.getMatchExpressions() == null ? List.of() : selector.getMatchExpressions();
  }

  private static List<String> values(LabelSelectorRequirement expression) {
    return expression.getValues() == null ? List.of() : expression.getValues();
  }

  /** Whether there can be labels that both match. */
  static boolean overlap(LabelSelector one, LabelSelector other) {
    Map<String, Demand> demands = new HashMap<>();
    for (LabelSelector selector : List.of(one, other)) {
      matchLabels(selector)
          .forEach((key, value) -> demand(demands, key).requireOneOf(List.of(value)));
      expressions(selector).forEach(e -> demand(demands, e.getKey()).require(e));
    }
    return demands.values().stream().allMatch(Demand::canBeMet);
  }

  private static Demand demand(Map<String, Demand> demands, String key) {
    return demands.computeIfAbsent(key, k -> new Demand());
  }

  /** What all requirements together ask of one label. */
  private static final class Demand {
    private @Nullable Set<String> allowed;
    private final Set<String> excluded = new HashSet<>();
    private boolean present;
    private boolean absent;

    void require(LabelSelectorRequirement expression) {
      switch (expression.getOperator()) {
        case "In" -> requireOneOf(values(expression));
        case "NotIn" -> excluded.addAll(values(expression));
        case "Exists" -> present = true;
        default -> absent = true;
      }
    }

    void requireOneOf(List<String> values) {
      present = true;
      if (allowed == null) {
        allowed = new HashSet<>(values);
      } else {
        allowed.retainAll(values);
      }
    }

    boolean canBeMet() {
      return !(present && absent) && (allowed == null || !excluded.containsAll(allowed));
    }
  }

  private static boolean holds(LabelSelectorRequirement expression, Map<String, String> labels) {
    String value = labels.get(expression.getKey());
    List<String> values = values(expression);
    return switch (expression.getOperator()) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }
}
