package io.kafkaaudit.examples;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The manifests of examples, those of kinds that other projects bring apart. */
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

  /** What is applied as it is, in the order of kubectl apply. */
  static List<Path> numbered(Path folder) throws IOException {
    return manifests(folder);
  }

  /** What is to be edited before. */
  static List<Path> platform(Path folder) throws IOException {
    Path platform = folder.resolve("platform");
    return Files.isDirectory(platform) ? manifests(platform) : List.of();
  }

  /** All resources of kinds that other projects bring. */
  static List<ObjectNode> ofOthers() throws IOException {
    List<ObjectNode> objects = new ArrayList<>();
    for (String text : texts()) {
      if (OF_OTHERS.matcher(text).find()) {
        objects.add(Serialization.unmarshal(text, ObjectNode.class));
      }
    }
    return objects;
  }

  /** The programs among the examples, as they run in pods. */
  static List<Deployment> deployments() throws IOException {
    List<Deployment> deployments = new ArrayList<>();
    for (String text : texts()) {
      if (text.contains("\nkind: Deployment\n")) {
        deployments.add(Serialization.unmarshal(text, Deployment.class));
      }
    }
    return deployments;
  }

  /** Every document of every manifest. */
  private static List<String> texts() throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Platform.EXAMPLES, 3)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        texts.addAll(List.of(Files.readString(file).split("(?m)^---$")));
      }
    }
    return texts;
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
