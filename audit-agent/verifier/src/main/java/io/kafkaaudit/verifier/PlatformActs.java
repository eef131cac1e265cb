package io.kafkaaudit.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.contract.EventTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Acts of the operator and of people on its resources. An operator that was killed leaves what it
 * may have told already to the next one, so that an id may be in several runs. Not thread-safe.
 */
final class PlatformActs {
  private static final int MOST_LINES = 100;
  private static final int WIDTH = 160;

  /** Whoever holds the writer key may have put a terminal's commands into a name. */
  private static final Pattern NOT_SHOWN = Pattern.compile("\\P{Print}");

  private final Map<String, String> runs = new HashMap<>();
  private final List<Line> lines = new ArrayList<>();
  private long again;

  private static final class Line {
    private final String time;
    private final String text;

    Line(String time, String text) {
      this.time = time;
      this.text = text;
    }
  }

  static boolean is(JsonNode event) {
    return event.path("type").asText("").equals(EventTypes.PLATFORM);
  }

  /** False: another run has told of it. */
  boolean add(String id, String agentId, JsonNode event) {
    String before = runs.putIfAbsent(id, agentId);
    if (before == null) {
      lines.add(line(event));
      return true;
    }
    if (before.equals(agentId)) {
      return true;
    }
    again++;
    return false;
  }

  /** For people, by time: the last hundred. */
  List<String> lines() {
    List<String> text = new ArrayList<>();
    if (lines.isEmpty()) {
      return text;
    }
    text.add(
        String.format(
            "acts of the operator, and of people on its resources: %d%s",
            lines.size(),
            again == 0
                ? ""
                : " (" + again + " told again by a later operator, which is harmless)"));
    int skipped = Math.max(0, lines.size() - MOST_LINES);
    if (skipped > 0) {
      text.add("  " + skipped + " earlier ones");
    }
    lines.stream()
        .sorted((one, other) -> one.time.compareTo(other.time))
        .skip(skipped)
        .forEach(line -> text.add("  " + line.text));
    return text;
  }

  private static Line line(JsonNode event) {
    JsonNode data = event.path("data");
    JsonNode by = data.path("changedBy");
    String who = by.path("user").asText(by.path("fieldManager").asText(""));
    String resource = data.path("resourceName").asText("");
    String text =
        event.path("time").asText("")
            + " "
            + data.path("methodName").asText("").replace("kafkaaudit.", "")
            + " "
            + resource.substring(resource.lastIndexOf('/') + 1)
            + " "
            + data.path("result").path("status").asText("")
            + (by.isMissingNode()
                ? ""
                : ", asked by "
                    + (who.isEmpty() ? "?" : who)
                    + " ("
                    + by.path("source").asText("")
                    + ")");
    String shown = NOT_SHOWN.matcher(text).replaceAll("?");
    return new Line(
        event.path("time").asText(""), shown.length() > WIDTH ? shown.substring(0, WIDTH) : shown);
  }
}
