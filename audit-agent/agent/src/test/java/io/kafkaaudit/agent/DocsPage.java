package io.kafkaaudit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of docs/ with a generated part; -Dgolden.update=true writes it anew. */
public final class DocsPage {
  public static final Path DOCS = Path.of("../../docs");

  private DocsPage() {}

  /** Whether the part of that name between its two comments is this text. */
  public static void holds(String page, String part, String text) throws IOException {
    Path file = DOCS.resolve(page);
    String present = Files.readString(file);
    String begin = "<!-- " + part + ": generated -->\n";
    String end = "<!-- end of " + part + " -->";
    int from = present.indexOf(begin);
    int to = present.indexOf(end);
    assertThat(from).as("the line " + begin).isNotNegative();
    assertThat(to).as("the line " + end).isGreaterThan(from);
    String wanted = present.substring(0, from + begin.length()) + text + present.substring(to);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, wanted);
    }
    assertThat(file).as("run with -Dgolden.update=true").hasContent(wanted);
  }
}
