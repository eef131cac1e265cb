package io.kafkaaudit.agent.boot;

import java.util.List;

/**
 * Loads classes that an idle node has not needed yet, so that they get their hooks before the first
 * act, and so that one that is still absent then is none that this Kafka has.
 */
final class IdleClasses {
  private IdleClasses() {}

  /**
   * Loads, without running anything of, each class of these names that is there.
   *
   * @param loader the broker's
   */
  static void load(List<String> names, ClassLoader loader) {
    for (String name : names) {
      try {
        Class.forName(name, false, loader);
      } catch (ClassNotFoundException | LinkageError e) {
        // Its absence is what the caller reports.
      }
    }
  }
}
