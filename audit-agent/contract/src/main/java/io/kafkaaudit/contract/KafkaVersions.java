package io.kafkaaudit.contract;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Kafka versions whose classes and APIs the agent was tried on. */
public final class KafkaVersions {
  public static final String OLDEST = "3.7";
  public static final String NEWEST = "4.4";

  private static final Pattern VERSION = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})(?:[.-].*)?");

  private KafkaVersions() {}

  /**
   * Whether the agent knows a version; patch level and suffix do not matter.
   *
   * @param version as a broker gives it, such as {@code 4.3.1}
   */
  public static boolean known(String version) {
    int number = number(version);
    return number >= number(OLDEST) && number <= number(NEWEST);
  }

  private static int number(String version) {
    Matcher matcher = VERSION.matcher(version);
    return matcher.matches()
        ? Integer.parseInt(matcher.group(1)) * 10_000 + Integer.parseInt(matcher.group(2))
        : -1;
  }
}
