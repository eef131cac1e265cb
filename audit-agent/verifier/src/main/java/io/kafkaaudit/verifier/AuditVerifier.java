package io.kafkaaudit.verifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkaaudit.contract.EventTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Accounts for the events of an audit topic: give it every record in any order, then ask for the
 * report. Whatever a record holds, it is counted and never fails. Not thread-safe.
 *
 * <p>The rules are those of the accounting: numbers are dense for each run; a number is read, or
 * named by a loss event, or it is a gap; a run without a stop event has an open tail.
 */
public final class AuditVerifier {
  private static final int MOST_FOREIGN = 100;

  private final ObjectMapper mapper = new ObjectMapper();
  private final Map<String, Run> runs = new TreeMap<>();
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
    return new Report(List.copyOf(reports), List.copyOf(foreign), foreignCount);
  }

  /** Null, or why the record is no event of an agent. */
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
    long number;
    try {
      number = Long.parseLong(sequence);
    } catch (NumberFormatException e) {
      return "a sequence beyond 2^63";
    }
    Run run = runs.computeIfAbsent(agentId, unknown -> new Run());
    run.read(id, number);
    JsonNode data = event.path("data");
    switch (event.path("type").asText("")) {
      case EventTypes.LOSS -> run.lost(data.path("ranges"));
      case EventTypes.LIFECYCLE -> run.lifecycle(data.path("phase").asText(""), number);
      default -> {
        // an act, or something that a later version adds: it counts by its number
      }
    }
    return null;
  }

  private static final class Run {
    private final Set<String> ids = new HashSet<>();
    private final Ranges read = new Ranges();
    private final Ranges named = new Ranges();
    private long duplicates;
    private boolean started;
    private long stop;

    void read(String id, long number) {
      if (!ids.add(id)) {
        duplicates++;
      }
      read.add(number, number);
    }

    void lost(JsonNode ranges) {
      for (JsonNode range : ranges) {
        long from = range.path(0).asLong(0);
        long to = range.path(1).asLong(0);
        if (from > 0 && to >= from) {
          named.add(from, to);
        }
      }
    }

    void lifecycle(String phase, long number) {
      started |= phase.equals("start");
      if (phase.equals("stop")) {
        stop = Math.max(stop, number);
      }
    }

    RunReport report(String agentId) {
      long last = named.isEmpty() ? read.last() : Math.max(read.last(), named.last());
      // Retention may have taken the beginning; but where the start event is, all must be there.
      long first = started ? 1 : read.first();
      Ranges known = new Ranges();
      List<Range> unread = read.missing(first, last);
      long lost = 0;
      for (Range range : unread) {
        for (long number = range.from(); number <= range.to(); number++) {
          if (named.contains(number)) {
            known.add(number, number);
            lost++;
          }
        }
      }
      List<Range> gaps = new ArrayList<>();
      for (Range range : unread) {
        gaps.addAll(known.missing(range.from(), range.to()));
      }
      return new RunReport(
          agentId,
          read.first(),
          last,
          ids.size(),
          duplicates,
          lost,
          List.copyOf(gaps),
          stop == 0 || stop < last);
    }
  }
}
