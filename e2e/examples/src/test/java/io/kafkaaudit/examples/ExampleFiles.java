package io.kafkaaudit.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The manifests of examples, in the order of kubectl apply; without those of kinds that other
 * projects bring.
 */
final class ExampleFiles {
  private static final Pattern OF_OTHERS =
      Pattern.compile("(?m)^apiVersion: [a-z.]*(strimzi|argoproj|fluxcd)[.]io/");

  private ExampleFiles() {}

  /** Names of all examples. */
  static List<String> examples() throws IOException {
    try (Stream<Path> all = Files.list(Platform.EXAMPLES)) {
      return all.filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /** What is applied as it is. */
  static List<Path> numbered(Path folder) throws IOException {
    return manifests(folder);
  }

  /** What is to be edited before. */
  static List<Path> platform(Path folder) throws IOException {
    Path platform = folder.resolve("platform");
    return Files.isDirectory(platform) ? manifests(platform) : List.of();
  }

  private static List<Path> manifests(Path folder) throws IOException {
    List<Path> manifests = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        if (!OF_OTHERS.matcher(Files.readString(file)).find()) {
          manifests.add(file);
        }
      }
    }
    return manifests;
  }
}
