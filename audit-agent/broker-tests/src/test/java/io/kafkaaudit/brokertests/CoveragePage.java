package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The table of docs/coverage.md, from what was seen: a run is compared with the rows of its
 * release, and -Dgolden.update=true with -Pmatrix writes it anew. Not thread-safe.
 */
final class CoveragePage {
  private static final Path FILE = Path.of("../../docs/coverage.md");
  private static final String BEGIN = "<!-- coverage: generated -->\n";
  private static final String END = "<!-- end of coverage -->";
  private static final String ALL = "all";

  private final Map<String, TreeSet<String>> seen = new TreeMap<>();

  /** Whether the page says of this release what was seen of it. */
  void holds(String version, List<JsonNode> events) throws IOException {
    TreeSet<String> rows = new TreeSet<>();
    events.forEach(event -> rows.add(row(event)));
    seen.put(version, rows);
    if (!updating()) {
      assertThat(rows)
          .as("docs/coverage.md of " + version + "; run -Pmatrix with -Dgolden.update=true")
          .containsExactlyElementsOf(written(version));
    }
  }

  /** Writes the page, where that is wanted. */
  void update() throws IOException {
    if (!updating()) {
      return;
    }
    assertThat(seen.keySet()).as("the page needs -Pmatrix").containsAll(Releases.ALL);
    Map<String, List<String>> releases = new TreeMap<>();
    for (String version : Releases.ALL) {
      seen.get(version)
          .forEach(row -> releases.computeIfAbsent(row, r -> new ArrayList<>()).add(version));
    }
    StringBuilder table =
        new StringBuilder("| API | outcome | event | subject | result | told by | releases |\n");
    table.append("|---|---|---|---|---|---|---|\n");
    releases.forEach(
        (row, of) ->
            table
                .append(row)
                .append(of.equals(Releases.ALL) ? ALL : String.join(", ", of))
                .append(" |\n"));
    String page = Files.readString(FILE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    Files.writeString(FILE, page.substring(0, from) + table + page.substring(page.indexOf(END)));
  }

  private static boolean updating() {
    return Boolean.getBoolean("golden.update");
  }

  private static TreeSet<String> written(String version) throws IOException {
    TreeSet<String> rows = new TreeSet<>();
    String page = Files.readString(FILE);
    page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END))
        .lines()
        .skip(2)
        .forEach(
            line -> {
              int last = line.lastIndexOf("| ", line.length() - 3) + 2;
              String of = line.substring(last, line.length() - 2);
              if (of.equals(ALL) || Arrays.asList(of.split(", ", -1)).contains(version)) {
                rows.add(line.substring(0, last));
              }
            });
    return rows;
  }

  /** Without its end, which tells the releases. */
  private static String row(JsonNode event) {
    JsonNode data = event.path("data");
    JsonNode granted = data.at("/authorizationInfo/granted");
    String status = data.at("/result/status").asText();
    String type = event.path("type").asText();
    String subject = event.path("subject").asText();
    int slash = subject.indexOf('/', "crn:///kafka=".length());
    return "| "
        + String.join(
            " | ",
            data.path("methodName").asText().replace("kafka.", ""),
            outcome(granted, status),
            "`" + type.substring(type.lastIndexOf('/') + 1) + "`",
            slash < 0 ? "cluster" : subject.substring(slash + 1, subject.indexOf('=', slash)),
            ("`" + status + " " + data.at("/result/errorName").asText("")).trim() + "`",
            data.at("/requestMetadata/observer").asText())
        + " | ";
  }

  private static String outcome(JsonNode granted, String status) {
    if (!granted.isMissingNode() && !granted.asBoolean()) {
      return "denied";
    }
    String decision = granted.isMissingNode() ? "no right asked for, " : "granted, ";
    return decision + (status.equals("SUCCESS") ? "succeeded" : "failed");
  }
}
