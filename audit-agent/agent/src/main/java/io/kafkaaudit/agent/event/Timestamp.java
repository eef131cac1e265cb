package io.kafkaaudit.agent.event;

/** RFC 3339 in UTC with milliseconds, without garbage. */
final class Timestamp {
  private Timestamp() {}

  /** Within a string. After H. Hinnant's civil_from_days. */
  static void write(JsonWriter json, long millis) {
    long days = Math.floorDiv(millis, 86_400_000L);
    long rest = Math.floorMod(millis, 86_400_000L);
    long z = days + 719_468;
    long era = Math.floorDiv(z, 146_097L);
    long dayOfEra = z - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long shifted = (5 * dayOfYear + 2) / 153;
    long month = shifted < 10 ? shifted + 3 : shifted - 9;
    json.digits(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4).ascii("-").digits(month, 2);
    json.ascii("-").digits(dayOfYear - (153 * shifted + 2) / 5 + 1, 2).ascii("T");
    json.digits(rest / 3_600_000, 2).ascii(":").digits(rest / 60_000 % 60, 2).ascii(":");
    json.digits(rest / 1000 % 60, 2).ascii(".").digits(rest % 1000, 3).ascii("Z");
  }
}
