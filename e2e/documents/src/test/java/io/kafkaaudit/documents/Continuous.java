package io.kafkaaudit.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the scripts of {@code .ci} run. */
final class Continuous {
  private static final Pattern ARRAY = Pattern.compile("(?m)^(\\w+)=\\((.*)\\)$");

  /** A word of a document that stands for the reader's own. */
  private static final Pattern OWN = Pattern.compile("(.*=)[A-Z]+");

  private final List<Set<String>> commands = new ArrayList<>();

  Continuous() {
    try (Stream<Path> scripts = Files.list(Documents.ROOT.resolve(".ci"))) {
      for (Path script : scripts.toList()) {
        String text = Files.readString(script).replaceAll("\\\\\n", " ");
        for (MatchResult array : ARRAY.matcher(text).results().toList()) {
          text = text.replace("\"${" + array.group(1) + "[@]}\"", array.group(2));
        }
        text.lines().map(Continuous::words).map(Set::copyOf).forEach(commands::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether one of their commands has all words of this one, and perhaps more. */
  boolean runs(String command) {
    return commands.stream()
        .anyMatch(run -> words(command).stream().allMatch(word -> has(run, word)));
  }

  private static boolean has(Set<String> run, String word) {
    var own = OWN.matcher(word);
    return own.matches()
        ? run.stream().anyMatch(candidate -> candidate.startsWith(own.group(1)))
        : run.stream().anyMatch(candidate -> modules(candidate).containsAll(modules(word)));
  }

  /** The modules of a list of them, as Maven takes it; any other word is one by itself. */
  private static Set<String> modules(String word) {
    return Set.copyOf(List.of(word.split(",")));
  }

  private static List<String> words(String line) {
    return List.of(line.strip().replaceAll("['\"]", "").split("\\s+")).stream().distinct().toList();
  }
}
