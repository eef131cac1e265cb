package io.kafkaaudit.operator.conditions;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of one reconciliation. Steps report into it in their order; what no step reported
 * is Unknown, so that nothing stale stays True. Not thread-safe.
 */
public final class ConditionSet {
  /** Kubernetes refuses longer messages. */
  private static final int LONGEST_MESSAGE = 32_768;

  private final List<ConditionType> steps;
  private final Map<ConditionType, Report> reports = new EnumMap<>(ConditionType.class);

  private record Report(String status, Reason reason, String message) {}

  /**
   * @param steps the condition types of the resource in the order of its steps, without Ready,
   *     Reconciling and Stalled
   */
  public ConditionSet(List<ConditionType> steps) {
    this.steps = List.copyOf(steps);
  }

  public void isTrue(ConditionType type, Reason reason, String message) {
    report(type, "True", reason, message);
  }

  public void isFalse(ConditionType type, Reason reason, String message) {
    report(type, "False", reason, message);
  }

  /** True or False. */
  public void is(ConditionType type, boolean holds, Reason reason, String message) {
    report(type, holds ? "True" : "False", reason, message);
  }

  /** False where it makes doubtful what later steps have reported: they become Unknown. */
  public void isFalseForAllAfter(ConditionType type, Reason reason, String message) {
    report(type, "False", reason, message);
    steps.subList(steps.indexOf(type) + 1, steps.size()).forEach(reports::remove);
  }

  public void isUnknown(ConditionType type, Reason reason, String message) {
    report(type, "Unknown", reason, message);
  }

  /** Whether the step has reported True. */
  public boolean holds(ConditionType type) {
    Report report = reports.get(type);
    return report != null && report.status.equals("True");
  }

  /** Whether every step has reported True. */
  public boolean ready() {
    return steps.stream().allMatch(this::holds);
  }

  private void report(ConditionType type, String status, Reason reason, String message) {
    if (!steps.contains(type)) {
      throw new IllegalArgumentException(type + " is no step of this resource");
    }
    reports.put(type, new Report(status, reason, ShortText.of(message, LONGEST_MESSAGE)));
  }

  /**
   * The complete list for the status.
   *
   * @param before the conditions in the status now; an unchanged status keeps its transition time
   */
  public List<Condition> toConditions(
      List<Condition> before, @Nullable Long generation, Clock clock) {
    Map<ConditionType, Report> all = new LinkedHashMap<>();
    Optional<ConditionType> failed = Optional.empty();
    for (ConditionType step : steps) {
      Report report = reports.get(step);
      if (report == null) {
        report =
            failed
                .map(type -> new Report("Unknown", Reason.EarlierStepFailed, "Waits for " + type))
                .orElse(new Report("Unknown", Reason.InProgress, "Not looked at yet"));
      }
      all.put(step, report);
      if (failed.isEmpty() && !report.status.equals("True")) {
        failed = Optional.of(step);
      }
    }
    addSummary(all, failed);
    return conditions(all, before, generation, clock);
  }

  private static List<Condition> conditions(
      Map<ConditionType, Report> reports,
      List<Condition> before,
      @Nullable Long generation,
      Clock clock) {
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    List<Condition> conditions = new ArrayList<>();
    reports.forEach(
        (type, report) -> conditions.add(condition(type, report, before, generation, now)));
    return conditions;
  }

  /**
   * The complete list of a resource whose deletion waits: what its steps found is not looked after
   * any more. Nobody is needed, for it ends by itself.
   *
   * @param before the conditions in the status now
   * @param message what it waits for
   */
  public static List<Condition> whileDeleting(
      List<Condition> before, String message, @Nullable Long generation, Clock clock) {
    Map<ConditionType, Report> all =
        ofEach(
            before,
            new Report("Unknown", Reason.Deleting, "Not looked at while it is being deleted"));
    all.put(ConditionType.Ready, new Report("False", Reason.Deleting, message));
    all.put(ConditionType.Reconciling, new Report("True", Reason.Deleting, message));
    all.put(ConditionType.Stalled, new Report("False", Reason.Deleting, ""));
    return conditions(all, before, generation, clock);
  }

  /**
   * The complete list of a resource of which nothing but the reason can be told.
   *
   * @param before the conditions in the status now
   * @param message what a person has to do
   */
  static List<Condition> stalled(
      List<Condition> before,
      Reason reason,
      String message,
      @Nullable Long generation,
      Clock clock) {
    Map<ConditionType, Report> all = ofEach(before, new Report("Unknown", reason, "See Ready"));
    all.put(ConditionType.Ready, new Report("False", reason, message));
    all.put(ConditionType.Reconciling, new Report("False", reason, ""));
    all.put(ConditionType.Stalled, new Report("True", reason, message));
    return conditions(all, before, generation, clock);
  }

  private static Map<ConditionType, Report> ofEach(List<Condition> before, Report report) {
    Map<ConditionType, Report> all = new EnumMap<>(ConditionType.class);
    Arrays.stream(ConditionType.values())
        .filter(type -> find(before, type).isPresent())
        .forEach(type -> all.put(type, report));
    return all;
  }

  private static void addSummary(
      Map<ConditionType, Report> all, Optional<ConditionType> failedStep) {
    if (failedStep.isEmpty()) {
      all.put(ConditionType.Ready, new Report("True", Reason.AllReady, "Everything is as asked"));
      all.put(ConditionType.Reconciling, new Report("False", Reason.Settled, ""));
      all.put(ConditionType.Stalled, new Report("False", Reason.Settled, ""));
      return;
    }
    Report report = all.get(failedStep.get());
    if (report == null) {
      throw new IllegalStateException("no report of " + failedStep.get());
    }
    String message = failedStep.get() + ": " + report.message;
    boolean stalled = report.reason.needsPerson() && report.status.equals("False");
    all.put(ConditionType.Ready, new Report("False", report.reason, message));
    all.put(
        ConditionType.Reconciling,
        new Report(stalled ? "False" : "True", report.reason, stalled ? "" : message));
    all.put(
        ConditionType.Stalled,
        new Report(stalled ? "True" : "False", report.reason, stalled ? message : ""));
  }

  private static Condition condition(
      ConditionType type,
      Report report,
      List<Condition> before,
      @Nullable Long generation,
      String now) {
    String since =
        find(before, type)
            .filter(old -> report.status.equals(old.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElse(now);
    return new ConditionBuilder()
        .withType(type.name())
        .withStatus(report.status)
        .withReason(report.reason.name())
        .withMessage(report.message)
        .withObservedGeneration(generation)
        .withLastTransitionTime(since)
        .build();
  }

  /** The condition of that type, if the list has it. */
  public static Optional<Condition> find(List<Condition> conditions, ConditionType type) {
    return conditions.stream().filter(c -> type.name().equals(c.getType())).findFirst();
  }
}
