package io.kafkaaudit.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Blocks of code that are no commands: parts of examples, parts of resources, pictures. */
final class Blocks {
  /** A block, by its document and how it begins. */
  record Place(String document, String beginning) {
    boolean is(Documents.Snippet block) {
      return block.isBlock()
          && block.document().equals(document)
          && block.text().strip().startsWith(beginning);
    }
  }

  /** A part of a resource that is there, which DocumentedCommandsIT applies to it. */
  record Part(Place place, String apiVersion, String kind, String name, String under) {

    /** The command that applies it, strictly and without effect. */
    String on(Path scratch) throws IOException {
      String block =
          Documents.snippets(place.document).stream()
              .filter(place::is)
              .findFirst()
              .orElseThrow()
              .text();
      StringBuilder manifest =
          new StringBuilder(
              "apiVersion: %s\nkind: %s\nmetadata: {name: %s, namespace: kafka}\n"
                  .formatted(apiVersion, kind, name));
      String indent = "";
      for (String field : under.isEmpty() ? new String[0] : under.split("[.]")) {
        manifest.append(indent).append(field).append(":\n");
        indent += "  ";
      }
      manifest.append(block.indent(indent.length()));
      return "kubectl apply --server-side --dry-run=server --validate=strict --force-conflicts -f "
          + Files.writeString(scratch.resolve("part.yaml"), manifest);
    }
  }

  private static final List<Part> PARTS =
      List.of(
          new Part(
              new Place("docs/injection.md", "spec:"),
              "kafkaaudit.io/v1alpha1",
              "AuditLog",
              "orders",
              ""),
          new Part(
              new Place("examples/02-plain-statefulset/README.md", "app: orders"),
              "apps/v1",
              "StatefulSet",
              "orders-broker",
              "spec.template.metadata.labels"),
          new Part(
              new Place("examples/13-automatic-rollout/README.md", "kafkaaudit.io/first-node-id"),
              "apps/v1",
              "StatefulSet",
              "orders-broker",
              "spec.template.metadata.annotations"));

  /** For the eye only. */
  private static final List<Place> PICTURES =
      List.of(
          new Place("README.md", "time         who"), // what the demo prints
          new Place("docs/architecture.md", "audited cluster"),
          new Place(
              "docs/agent.md", "-javaagent:")); // what the webhook writes, with what is optional

  private Blocks() {}

  static List<Part> parts() {
    return PARTS;
  }

  static List<Place> exceptions() {
    return Stream.concat(PARTS.stream().map(Part::place), PICTURES.stream()).toList();
  }

  static boolean isTried(Documents.Snippet block) {
    return exceptions().stream().anyMatch(place -> place.is(block)) || isPartOfAnExample(block);
  }

  private static boolean isPartOfAnExample(Documents.Snippet block) {
    String wanted = unindented(block.text());
    try (Stream<Path> files = Files.walk(Documents.ROOT.resolve("examples"))) {
      return files
          .filter(file -> file.toString().matches(".*[.](java|py|go|yaml)"))
          .map(file -> Documents.read(Documents.ROOT.relativize(file).toString()))
          .anyMatch(text -> unindented(text).contains(wanted));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unindented(String text) {
    StringBuilder unindented = new StringBuilder("\n");
    text.lines().forEach(line -> unindented.append(line.strip()).append('\n'));
    return unindented.toString();
  }
}
