package io.kafkaaudit.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A command that a document tells its reader to run. */
record Command(String document, int line, String heading, boolean isBlock, String text) {
  /** What a line begins with that is a command. Another program is added here with its runner. */
  private static final Pattern BEGINNING =
      Pattern.compile(
          "(kubectl|helm|[.]/mvnw|mvn|bash|java|python3|pip|go|[.]/audit-reader|kcat|kafka-[a-z]+)"
              + " .*|[A-Z]+=.*");

  private static final Pattern IN_PODS =
      Pattern.compile("kubectl( -n \\S+)? (logs|exec|attach|cp|port-forward|rollout status) .*");

  private static final List<Command> ALL =
      Documents.all().stream().flatMap(d -> all(d).stream()).toList();

  String at() {
    return document + ":" + line;
  }

  /** In the order of the document; what only names the beginning of another command is none. */
  static List<Command> of(String document) {
    return all(document).stream()
        .filter(command -> command.isBlock || !command.isBeginningOfAnother())
        .toList();
  }

  static boolean isCommands(Documents.Snippet snippet) {
    return snippet.isBlock()
        && snippet
            .text()
            .lines()
            .filter(line -> !isComment(line))
            .findFirst()
            .map(line -> BEGINNING.matcher(line).matches())
            .orElse(false);
  }

  /** Whether a real API server is enough for it. */
  boolean needsOnlyAnApiServer() {
    return text.matches("(kubectl|helm) .*") && !needsPods();
  }

  /** Whether a real broker is enough for it. */
  boolean needsOnlyABroker() {
    return text.matches("kafka-(configs|acls) .*");
  }

  /** Whether it asks the kubelet. */
  boolean needsPods() {
    return IN_PODS.matcher(text).matches();
  }

  private static List<Command> all(String document) {
    List<Command> commands = new ArrayList<>();
    for (Documents.Snippet snippet : Documents.snippets(document)) {
      if (isCommands(snippet)) {
        addLines(snippet, commands);
      } else if (!snippet.isBlock() && BEGINNING.matcher(snippet.text()).matches()) {
        commands.add(
            new Command(document, snippet.line(), snippet.heading(), false, snippet.text()));
      }
    }
    return commands;
  }

  /** One command for each line, or several that end with a backslash. */
  private static void addLines(Documents.Snippet snippet, List<Command> commands) {
    List<String> lines = snippet.text().lines().toList();
    StringBuilder text = new StringBuilder();
    int begins = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (isComment(line)) {
        continue;
      }
      if (text.isEmpty()) {
        begins = i;
      }
      if (line.endsWith("\\")) {
        text.append(line, 0, line.length() - 1);
        continue;
      }
      text.append(line.replaceFirst("\\s+# .*", ""));
      commands.add(
          new Command(
              snippet.document(),
              snippet.line() + begins,
              snippet.heading(),
              true,
              text.toString()));
      text.setLength(0);
    }
  }

  private boolean isBeginningOfAnother() {
    return ALL.stream()
        .anyMatch(other -> other.withoutNamespace().startsWith(withoutNamespace() + " "));
  }

  private String withoutNamespace() {
    return text.replaceFirst(" -n \\S+", "");
  }

  private static boolean isComment(String line) {
    return line.isBlank() || line.strip().startsWith("#");
  }
}
