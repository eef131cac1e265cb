package io.kafkaaudit.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links between files of the repository. */
class LinksTest {
  static List<String> documents() {
    return Documents.all();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkLeadsSomewhere(String document) {
    Path folder = Documents.ROOT.resolve(document).resolveSibling("");
    List<String> broken =
        Documents.links(document).stream()
            .filter(link -> !link.matches("(https?:|#).*"))
            .filter(link -> !Files.exists(folder.resolve(link.replaceFirst("#.*", ""))))
            .toList();
    assertThat(broken).isEmpty();
  }
}
