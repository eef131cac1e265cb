package io.kafkaaudit.contract;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka versions whose classes and APIs the agent was tried on. A number only warns: what the
 * agent covers is decided by the classes that it finds.
 */
public final class KafkaVersions {
  public static final String OLDEST = "3.7";
  public static final String NEWEST = "4.4";

  private static final Pattern VERSION = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})(?:[.+-].*)?");

  /** Confluent Platform 7.9 has Kafka 3.9, and 8.1 has 4.1; vendors append what they like. */
  private static final int CONFLUENT_IS_AHEAD_BY = 4;

  private static final Pattern CONFLUENT =
      Pattern.compile(
          "[0-9]{1,4}\\.[0-9]{1,4}(?:\\.[0-9]{1,9})*-(?:[0-9]{1,9}-)?(?:ccs|ce)(?:[.+-].*)?");

  /** No Apache release is further ahead of the newest known one. */
  private static final int LAST_MAJOR = 5;

  private KafkaVersions() {}

  /**
   * The Apache release, such as {@code 3.9}, that a version is or was made from; null: its number
   * does not tell.
   *
   * @param version as a broker gives it, such as {@code 4.3.1} or {@code 7.9.0-ccs}
   */
  public static @Nullable String apache(String version) {
    Matcher matcher = VERSION.matcher(version.trim());
    if (!matcher.matches()) {
      return null;
    }
    int major = Integer.parseInt(matcher.group(1));
    int minor = Integer.parseInt(matcher.group(2));
    if (CONFLUENT.matcher(version.trim()).matches()) {
      major -= CONFLUENT_IS_AHEAD_BY;
    }
    return major < 0 || major > LAST_MAJOR ? null : major + "." + minor;
  }

  /**
   * Whether the agent knows a version; patch level and what a vendor appends do not matter.
   *
   * @param version as a broker gives it, such as {@code 4.3.1}
   */
  public static boolean known(String version) {
    String apache = apache(version);
    return apache != null && number(apache) >= number(OLDEST) && number(apache) <= number(NEWEST);
  }

  private static int number(String release) {
    int dot = release.indexOf('.');
    return Integer.parseInt(release.substring(0, dot)) * 10_000
        + Integer.parseInt(release.substring(dot + 1));
  }
}
