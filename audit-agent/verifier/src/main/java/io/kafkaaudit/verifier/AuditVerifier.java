package io.kafkaaudit.verifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkaaudit.contract.EventTypes;
import io.kafkaaudit.contract.SequenceRanges;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Accounts for the events of an audit topic: give it every record in any order, then ask for the
 * report. Whatever a record holds, it is counted and never fails. Not thread-safe.
 *
 * <p>The rules are those of the accounting: numbers are dense for each run; a number is read, or
 * named by a loss event, or it is a gap; a run without a stop event has an open tail. A run of the
 * operator never has a stop event: what it did not tell, the next one does.
 */
public final class AuditVerifier {
  private static final int MOST_FOREIGN = 100;

  /** Above any number that a run can reach, and small enough to be added to without overflow. */
  private static final long HIGHEST = 1L << 61;

  private static final String HIGHEST_TEXT = String.format("%020d", HIGHEST);
  private static final String ZERO_TEXT = String.format("%020d", 0);

  private final ObjectMapper mapper = new ObjectMapper();
  private final Map<String, Run> runs = new TreeMap<>();
  private final List<ForwardedReport> forwarded = new ArrayList<>();
  private final PlatformActs platform = new PlatformActs();
  private final List<String> foreign = new ArrayList<>();
  private long foreignCount;

  /** One record of the audit topic. */
  public void accept(int partition, long offset, byte @Nullable [] value) {
    String why = value == null ? "no value" : read(value);
    if (why != null) {
      foreignCount++;
      if (foreign.size() < MOST_FOREIGN) {
        foreign.add(partition + "@" + offset + ": " + why);
      }
    }
  }

  public Report report() {
    List<RunReport> reports = new ArrayList<>();
    runs.forEach((agentId, run) -> reports.add(run.report(agentId)));
    return new Report(
        List.copyOf(reports),
        List.copyOf(unreadRuns()),
        platform.lines(),
        ForwardedRequests.of(forwarded, ForwardedRequests.WINDOW),
        List.copyOf(foreign),
        foreignCount);
  }

  private Set<String> unreadRuns() {
    Set<String> unread = new TreeSet<>();
    for (Run run : runs.values()) {
      if (!run.previous.isEmpty() && runs.keySet().stream().noneMatch(run::hasPrevious)) {
        unread.add(run.previous);
      }
    }
    return unread;
  }

  /** Null, or why the record is no event of an agent or the operator. */
  private @Nullable String read(byte[] value) {
    JsonNode event;
    try {
      event = mapper.readTree(value);
    } catch (JsonProcessingException e) {
      return "no JSON";
    } catch (IOException e) {
      return "unreadable";
    }
    String id = event.path("id").asText("");
    String agentId = event.path("agentid").asText("");
    String sequence = event.path("sequence").asText("");
    if (id.isEmpty() || agentId.isEmpty() || !sequence.matches("[0-9]{20}")) {
      return "no id, agentid or sequence of 20 digits";
    }
    if (sequence.compareTo(HIGHEST_TEXT) > 0 || sequence.equals(ZERO_TEXT)) {
      return "a sequence that no agent reaches: " + sequence;
    }
    long number = Long.parseLong(sequence);
    Run run = runs.computeIfAbsent(agentId, unknown -> new Run());
    if (PlatformActs.is(event) && !platform.add(id, agentId, event)) {
      run.again(number);
      return null;
    }
    ForwardedReport report = run.read(id, number) ? ForwardedReport.of(event) : null;
    if (report != null) {
      forwarded.add(report);
    }
    JsonNode data = event.path("data");
    switch (event.path("type").asText("")) {
      case EventTypes.LOSS -> run.lost(data.path("ranges"));
      case EventTypes.LIFECYCLE -> run.lifecycle(data, number);
      default -> {
        // an act, or something that a later version adds: it counts by its number
      }
    }
    return null;
  }

  private static final class Run {
    private final Set<String> ids = new HashSet<>();
    private final SequenceRanges read = new SequenceRanges();
    private final SequenceRanges named = new SequenceRanges();
    private long duplicates;
    private long conflicts;
    private boolean started;
    private String previous = "";
    private long stop;

    /** Whether the event was not read before. */
    boolean read(String id, long number) {
      boolean isNew = ids.add(id);
      if (!isNew) {
        duplicates++;
      } else if (read.contains(number)) {
        conflicts++;
      }
      read.add(number, number);
      return isNew;
    }

    /** An event of another run. */
    void again(long number) {
      duplicates++;
      read.add(number, number);
    }

    boolean hasPrevious(String agentId) {
      return agentId.endsWith(previous);
    }

    void lost(JsonNode ranges) {
      for (JsonNode range : ranges) {
        long from = range.path(0).asLong(0);
        long to = range.path(1).asLong(0);
        if (from > 0 && to >= from && to <= HIGHEST) {
          named.add(from, to);
        }
      }
    }

    void lifecycle(JsonNode data, long number) {
      String phase = data.path("phase").asText("");
      if (phase.equals("start")) {
        started = true;
        previous = data.path("previousRun").asText("");
      }
      if (phase.equals("stop")) {
        stop = Math.max(stop, number);
      }
    }

    RunReport report(String agentId) {
      long last = named.isEmpty() ? last(read) : Math.max(last(read), last(named));
      // Retention may have taken the beginning; but where the start event is, all must be there.
      long first = started ? 1 : read.asMap().firstKey();
      List<Range> unread = Range.missing(read, first, last);
      List<Range> gaps = new ArrayList<>();
      for (Range range : unread) {
        gaps.addAll(Range.missing(named, range.from(), range.to()));
      }
      long lost = count(unread) - count(gaps);
      return new RunReport(
          agentId,
          read.asMap().firstKey(),
          last,
          ids.size(),
          duplicates,
          conflicts,
          lost,
          List.copyOf(gaps),
          stop == 0 || stop < last);
    }

    private static long last(SequenceRanges ranges) {
      return ranges.asMap().lastEntry().getValue();
    }

    private static long count(List<Range> ranges) {
      return ranges.stream().mapToLong(range -> range.to() - range.from() + 1).sum();
    }
  }
}
