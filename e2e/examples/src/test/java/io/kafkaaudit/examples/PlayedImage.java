package io.kafkaaudit.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Dockerfile that is carried out without Docker: each stage is a folder, and the programs that
 * its base image would bring are those of this machine.
 */
final class PlayedImage {
  private final Path context;
  private final Path scratch;
  private final Path tools;
  private final Map<String, Path> stages = new HashMap<>();
  private Path root;
  private Path directory;
  private List<String> entrypoint = List.of();

  private PlayedImage(Path context, Path scratch) throws IOException {
    this.context = context;
    this.scratch = scratch;
    this.tools = Files.createDirectories(scratch.resolve("tools"));
  }

  /**
   * Builds it.
   *
   * @param context folder with the Dockerfile
   * @param scratch gets the stages
   * @param programs what the base images bring and is elsewhere here: name and shell command
   */
  static PlayedImage build(Path context, Path scratch, Map<String, String> programs)
      throws IOException, InterruptedException {
    PlayedImage image = new PlayedImage(context, scratch);
    for (Map.Entry<String, String> program : programs.entrySet()) {
      Path file = image.tools.resolve(program.getKey());
      Files.writeString(file, "#!/bin/sh\nexec " + program.getValue() + "\n");
      if (!file.toFile().setExecutable(true)) {
        throw new IOException("cannot make " + file + " executable");
      }
    }
    for (String[] line : instructions(context)) {
      image.carryOut(line[0], line[1]);
    }
    return image;
  }

  /** Each instruction of a Dockerfile with what follows it. */
  static List<String[]> instructions(Path context) throws IOException {
    return Files.readAllLines(context.resolve("Dockerfile")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split(" ", 2))
        .toList();
  }

  /** What the container runs, with the paths of the image as they are here. */
  List<String> command() {
    return entrypoint.stream()
        .map(word -> word.startsWith("/") ? root + word : word)
        .map(word -> Files.exists(tools.resolve(word)) ? tools.resolve(word).toString() : word)
        .toList();
  }

  private void carryOut(String instruction, String rest) throws IOException, InterruptedException {
    switch (instruction) {
      case "FROM" -> {
        root = Files.createDirectory(scratch.resolve("stage" + stages.size()));
        directory = root;
        stages.put(rest.contains(" AS ") ? rest.split(" AS ")[1] : rest, root);
      }
      case "WORKDIR" -> directory = Files.createDirectories(inImage(rest));
      case "COPY" -> copy(new ArrayList<>(List.of(rest.split(" "))));
      case "RUN" -> run(rest.replaceAll("(?<= )/(?=\\w)", root + "/"));
      case "USER" -> {} // DockerfilesTest looks at it
      case "ENTRYPOINT" ->
          entrypoint = Arrays.asList(new ObjectMapper().readValue(rest, String[].class));
      default -> throw new IOException("what does " + instruction + " do?");
    }
  }

  private Path inImage(String path) {
    return path.startsWith("/") ? root.resolve(path.substring(1)) : directory.resolve(path);
  }

  private void copy(List<String> words) throws IOException {
    Path from = context;
    if (words.get(0).startsWith("--from=")) {
      from = stages.get(words.remove(0).substring("--from=".length()));
    }
    String last = words.remove(words.size() - 1);
    for (String word : words) {
      Path source = from.resolve(word.replaceFirst("^/", ""));
      Path target = inImage(last);
      copyAll(source, last.endsWith("/") ? target.resolve(source.getFileName()) : target);
    }
  }

  /** Of a folder its contents. */
  private static void copyAll(Path source, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = target.resolve(source.relativize(file).toString()).normalize();
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private void run(String command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-ec", command).directory(directory.toFile()).inheritIO();
    builder.environment().merge("PATH", tools.toString(), (path, ours) -> ours + ":" + path);
    Process process = builder.start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(command + " does not end");
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(command + " fails in " + context);
    }
  }
}
