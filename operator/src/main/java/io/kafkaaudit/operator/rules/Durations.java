package io.kafkaaudit.operator.rules;

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

  /** The same in the largest unit that makes a whole number, such as 7d; otherwise in ms. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis % Duration.ofDays(1).toMillis() == 0) {
      return duration.toDays() + "d";
    }
    if (millis % Duration.ofHours(1).toMillis() == 0) {
      return duration.toHours() + "h";
    }
    return millis % Duration.ofMinutes(1).toMillis() == 0
        ? duration.toMinutes() + "m"
        : millis + "ms";
  }
}
