package io.kafkaaudit.operator.credential;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as manifests write them: a whole number and a unit m, h or d. */
public final class Durations {
  private static final Pattern FORMAT = Pattern.compile("([1-9][0-9]{0,4})([mhd])");

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @param field name of the field, for the message
   * @throws IllegalArgumentException naming the field and what to write
   */
  public static Duration parse(String field, String text) {
    Matcher matcher = FORMAT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          field + ": write a whole number and a unit m, h or d, such as 7d");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
