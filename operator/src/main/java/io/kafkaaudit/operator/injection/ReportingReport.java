package io.kafkaaudit.operator.injection;

import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.kafka.AgentReport;
import io.kafkaaudit.operator.owned.Names;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the agents say of themselves. Pure.
 *
 * @param reporting nodes whose agent reported lately
 * @param good whether all report, see all that they should, and have the settings
 * @param message for a person; it does not change while nothing does
 * @param again when to look again at the latest, for then a live node turns silent unless it
 *     reports before; null: none is live
 */
public record ReportingReport(
    int reporting, boolean good, Reason reason, String message, @Nullable Duration again) {
  /** An agent reports every 10 s; one that missed three is silent. */
  static final Duration SILENT = Duration.ofSeconds(30);

  /** What turns silent within it is told together: a destination that is away silences all. */
  private static final Duration TOGETHER = Duration.ofSeconds(1);

  /** A node that is silent for longer was taken away. */
  private static final Duration GONE = Duration.ofDays(1);

  /**
   * Looks at the reports.
   *
   * @param desired pods that should have an agent
   * @param withAgent names of those that have one
   * @param reports the latest of each run
   * @param settingsRevision that the agents should have by now
   */
  public static ReportingReport of(
      int desired,
      Collection<String> withAgent,
      Collection<AgentReport> reports,
      String settingsRevision,
      Instant now) {
    Collection<AgentReport> latest =
        reports.stream()
            .filter(report -> report.at().isAfter(now.minus(GONE)))
            .collect(
                Collectors.toMap(
                    AgentReport::nodeId,
                    report -> report,
                    BinaryOperator.maxBy(Comparator.comparing(AgentReport::at)),
                    TreeMap::new))
            .values();
    List<AgentReport> live =
        latest.stream().filter(report -> report.at().isAfter(now.minus(SILENT))).toList();
    List<String> parts = new ArrayList<>();
    parts.add(live.size() + "/" + desired + " report");
    List<AgentReport> silent = latest.stream().filter(report -> !live.contains(report)).toList();
    if (!silent.isEmpty() && live.size() < desired) {
      parts.add(
          "Silent: "
              + Names.list(
                  silent.stream()
                      .map(report -> "node " + report.nodeId() + " since " + report.at())
                      .toList()));
    }
    if (latest.size() < withAgent.size()) {
      Set<Integer> nodes = latest.stream().map(AgentReport::nodeId).collect(Collectors.toSet());
      parts.add(SilentPods.sentence(withAgent, nodes));
    }
    List<String> older =
        live.stream()
            .filter(report -> !report.settingsRevision().equals(settingsRevision))
            .map(report -> "node " + report.nodeId())
            .toList();
    if (!older.isEmpty()) {
      parts.add("With older settings: " + Names.list(older));
    }
    List<String> blind =
        live.stream()
            .filter(report -> !report.blindSpots().isEmpty())
            .map(r -> "node " + r.nodeId() + ": " + String.join(", ", r.blindSpots()))
            .toList();
    if (!blind.isEmpty()) {
      parts.add("Not all is seen: " + Names.list(blind));
    }
    List<String> errors =
        live.stream()
            .filter(report -> !report.lastError().isEmpty())
            .map(report -> "node " + report.nodeId() + ": " + report.lastError())
            .toList();
    if (!errors.isEmpty()) {
      parts.add("Last errors: " + Names.list(errors));
    }
    if (live.stream().anyMatch(report -> !report.notes().isEmpty())) {
      parts.add("Notes: " + notes(live));
    }
    boolean all = desired > 0 && live.size() >= desired;
    Reason reason =
        !all
            ? Reason.WaitingForAgents
            : !blind.isEmpty()
                ? Reason.BlindSpots
                : older.isEmpty() ? Reason.AllReporting : Reason.SettingsRollingOut;
    return new ReportingReport(
        live.size(),
        reason == Reason.AllReporting,
        reason,
        String.join(". ", parts),
        untilOneIsSilent(live, now));
  }

  /** Most nodes have the same facts, which are then told once. */
  private static String notes(List<AgentReport> live) {
    Map<String, List<String>> nodes = new TreeMap<>();
    for (AgentReport report : live) {
      for (String note : report.notes()) {
        nodes.computeIfAbsent(note, any -> new ArrayList<>()).add("" + report.nodeId());
      }
    }
    return Names.list(
        nodes.entrySet().stream()
            .map(
                note ->
                    (note.getValue().size() == 1 ? "node " : "nodes ")
                        + Names.list(note.getValue())
                        + ": "
                        + note.getKey())
            .toList());
  }

  private static @Nullable Duration untilOneIsSilent(List<AgentReport> live, Instant now) {
    return live.stream()
        .map(AgentReport::at)
        .min(Comparator.naturalOrder())
        // Whoever waits counts whole milliseconds, and must not come before the time.
        .map(oldest -> Duration.between(now.truncatedTo(ChronoUnit.MILLIS), oldest.plus(SILENT)))
        .map(left -> left.compareTo(TOGETHER) < 0 ? TOGETHER : left)
        .orElse(null);
  }
}
