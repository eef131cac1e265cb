package io.kafkaaudit.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** The Markdown files of the repository, as Markdown's own parser sees them. */
final class Documents {
  static final Path ROOT = Path.of(System.getProperty("root")).toAbsolutePath().normalize();

  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
          .build();

  private Documents() {}

  /** Code in a document, a block of it or a span in a sentence or table. */
  record Snippet(String document, int line, String heading, boolean isBlock, String text) {
    String at() {
      return document + ":" + line;
    }
  }

  /** All documents, by their paths in the repository. */
  static List<String> all() {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .map(ROOT::relativize)
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().matches("(.*/)?(target|[.][^/]+)/.*"))
          .map(Path::toString)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the order of the document. */
  static List<Snippet> snippets(String document) {
    List<Snippet> snippets = new ArrayList<>();
    PARSER
        .parse(read(document))
        .accept(
            new AbstractVisitor() {
              private String heading = "";

              @Override
              public void visit(Heading node) {
                heading = node.getFirstChild() instanceof Text text ? text.getLiteral() : "";
                visitChildren(node);
              }

              @Override
              public void visit(IndentedCodeBlock node) {
                add(node, true, node.getLiteral());
              }

              @Override
              public void visit(FencedCodeBlock node) {
                add(node, true, node.getLiteral());
              }

              @Override
              public void visit(Code node) {
                add(node, false, node.getLiteral());
              }

              private void add(Node node, boolean isBlock, String text) {
                snippets.add(new Snippet(document, lineOf(node), heading, isBlock, text));
              }
            });
    return snippets;
  }

  /** Where the links of a document lead, as they are written. */
  static List<String> links(String document) {
    List<String> links = new ArrayList<>();
    PARSER
        .parse(read(document))
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Link node) {
                links.add(node.getDestination());
                visitChildren(node);
              }
            });
    return links;
  }

  private static int lineOf(Node node) {
    Node known = node;
    while (known.getSourceSpans().isEmpty()) {
      known = known.getParent(); // a span in the cell of a table may have no place of its own
    }
    return known.getSourceSpans().get(0).getLineIndex() + 1;
  }
}
