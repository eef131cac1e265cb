package io.kafkaaudit.agent.boot;

import java.nio.charset.StandardCharsets;

/** Where the agent complains, for the broker's log may be anywhere. */
final class Stderr {
  private Stderr() {}

  /** One line in ASCII, without anything that the text may smuggle in. */
  static void say(String text) {
    byte[] line =
        ("kafka-audit-agent: " + text.replaceAll("[^ -~]", "?") + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    System.err.write(line, 0, line.length);
    System.err.flush();
  }
}
