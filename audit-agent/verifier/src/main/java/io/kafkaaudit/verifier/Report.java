package io.kafkaaudit.verifier;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The account of an audit topic.
 *
 * @param runs by agent id
 * @param unreadRuns ids of runs that a later run of their node names and of which no event was
 *     read: retention took them, or their tail is open from the first event on
 * @param platform acts of the operator and of people on its resources, a line each, for people
 * @param forwarded admin requests that brokers forwarded, and which side reported them
 * @param foreign records that are no events of an agent, each as {@code partition@offset: why}; the
 *     first hundred of them
 * @param foreignCount all such records
 */
public record Report(
    List<RunReport> runs,
    List<String> unreadRuns,
    List<String> platform,
    ForwardedRequests forwarded,
    List<String> foreign,
    long foreignCount) {

  /**
   * Whether every number is one event that is there, or named by a loss event. Open tails are no
   * gaps.
   */
  public boolean isAccountedFor() {
    return foreignCount == 0
        && runs.stream().allMatch(run -> run.gaps().isEmpty() && run.conflicts() == 0);
  }

  /** For people: a line for each run. */
  public String table() {
    StringBuilder table = new StringBuilder();
    String format = "%-66s %7s %7s %7s %5s %5s %-12s %s%n";
    table.append(
        String.format(format, "run", "first", "last", "events", "twice", "lost", "gaps", "tail"));
    for (RunReport run : runs) {
      String gaps =
          run.gaps().isEmpty()
              ? "none"
              : run.gaps().stream().map(Range::toString).collect(Collectors.joining(","));
      table.append(
          String.format(
              format,
              run.agentId(),
              run.first(),
              run.last(),
              run.events(),
              run.duplicates(),
              run.lost(),
              gaps,
              run.openTail() ? "open" : "closed"));
      if (run.conflicts() > 0) {
        table.append(
            String.format("  %d events have the number of another event%n", run.conflicts()));
      }
    }
    unreadRuns.forEach(
        run -> table.append("a run before these has no event here: ").append(run).append('\n'));
    platform.forEach(line -> table.append(line).append('\n'));
    table.append(forwarded.line());
    foreign.forEach(
        record -> table.append("not an event of an agent: ").append(record).append('\n'));
    return table.toString();
  }
}
