package io.kafkaaudit.brokertests;

import java.util.List;

/** The Kafka releases that this build has; all that the agent names with -Pmatrix. */
final class Releases {
  /** Every one that docs/coverage.md tells of, oldest first. */
  static final List<String> ALL =
      List.of("3.7.2", "3.8.1", "3.9.2", "4.0.2", "4.1.2", "4.2.1", "4.3.1", "4.4.0");

  static final String NEWEST = ALL.get(ALL.size() - 1);

  private Releases() {}

  /** As audit-agent/broker-tests/pom.xml lists them. */
  static List<String> built() {
    List<String> built = List.of(System.getProperty("kafka.versions").split(",", -1));
    if (!ALL.containsAll(built)) {
      throw new IllegalStateException("kafka.versions has others than " + ALL + ": " + built);
    }
    return built;
  }

  /** Whether a release is a minor version, such as 3.9, or a later one. */
  static boolean since(String release, String minor) {
    String first =
        ALL.stream().filter(each -> each.startsWith(minor + ".")).findFirst().orElseThrow();
    return ALL.indexOf(release) >= ALL.indexOf(first);
  }
}
