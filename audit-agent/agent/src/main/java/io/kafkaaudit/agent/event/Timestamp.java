package io.kafkaaudit.agent.event;

/** RFC 3339 in UTC with milliseconds, without garbage. Remembers the second that it wrote last. */
final class Timestamp {
  private final byte[] text = new byte[32];
  private int length;
  private long second = Long.MIN_VALUE;

  /** Within a string. */
  void write(JsonWriter json, long millis) {
    long wanted = Math.floorDiv(millis, 1000L);
    if (wanted != second) {
      int from = json.length();
      upToSecond(json, wanted);
      length = json.length() - from;
      System.arraycopy(json.buffer(), from, text, 0, length);
      second = wanted;
    } else {
      json.raw(text, 0, length);
    }
    json.digits(Math.floorMod(millis, 1000L), 3).ascii("Z");
  }

  /** After H. Hinnant's civil_from_days. */
  private static void upToSecond(JsonWriter json, long seconds) {
    long days = Math.floorDiv(seconds, 86_400L);
    long rest = Math.floorMod(seconds, 86_400L);
    long z = days + 719_468;
    long era = Math.floorDiv(z, 146_097L);
    long dayOfEra = z - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long shifted = (5 * dayOfYear + 2) / 153;
    long month = shifted < 10 ? shifted + 3 : shifted - 9;
    json.digits(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4).ascii("-").digits(month, 2);
    json.ascii("-").digits(dayOfYear - (153 * shifted + 2) / 5 + 1, 2).ascii("T");
    json.digits(rest / 3600, 2).ascii(":").digits(rest / 60 % 60, 2).ascii(":");
    json.digits(rest % 60, 2).ascii(".");
  }
}
