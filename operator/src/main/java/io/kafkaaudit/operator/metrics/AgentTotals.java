package io.kafkaaudit.operator.metrics;

import io.kafkaaudit.contract.LossCause;
import io.kafkaaudit.operator.kafka.AgentReport;
import io.kafkaaudit.operator.kafka.AgentReport.Totals;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes one growing count of what the runs of the agents of an AuditLog counted each. What they had
 * when first read is no increase: an operator before this one has counted it. A run that comes
 * later counts from its start. Runs that are over are kept, as they are in the status topic.
 * Thread-safe.
 */
final class AgentTotals {
  private final Map<String, Totals> seen = new HashMap<>();
  private boolean read;

  /** By how much the counts of all runs together have grown since the last call. */
  synchronized Totals increase(Collection<AgentReport> reports) {
    long captured = 0;
    long bytesWritten = 0;
    long bytesSent = 0;
    long bytesOnWire = 0;
    Map<LossCause, Long> lost = new EnumMap<>(LossCause.class);
    for (AgentReport report : reports) {
      Totals now = report.totals();
      Totals before = seen.put(report.nodeId() + "/" + report.runId(), now);
      if (before == null && !read) {
        continue;
      }
      Totals since = before == null ? Totals.NONE : before;
      captured += growth(now.captured(), since.captured());
      bytesWritten += growth(now.bytesWritten(), since.bytesWritten());
      bytesSent += growth(now.bytesSent(), since.bytesSent());
      bytesOnWire += growth(now.bytesOnWire(), since.bytesOnWire());
      now.lost()
          .forEach(
              (cause, count) ->
                  lost.merge(
                      cause, growth(count, since.lost().getOrDefault(cause, 0L)), Long::sum));
    }
    read = true;
    return new Totals(captured, bytesWritten, bytesSent, bytesOnWire, lost);
  }

  /** A count of a run never falls; one that does was not written by an agent. */
  private static long growth(long now, long before) {
    return Math.max(0, now - before);
  }
}
