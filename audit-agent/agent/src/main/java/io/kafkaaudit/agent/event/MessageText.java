package io.kafkaaudit.agent.event;

/** Messages of Kafka's errors as events have them. */
final class MessageText {
  /** Characters. */
  private static final int LONGEST = 512;

  /** How Kafka writes a whole request with its session and envelope into a message. */
  private static final String DUMP = "Request(";

  private MessageText() {}

  /**
   * Writes a message within a string, without the dump that some have in their middle: {@code
   * Request Request(processor=0, ...) needs ALTER permission.}
   */
  static void write(JsonWriter json, String message) {
    int dump = message.indexOf(DUMP);
    if (dump < 0) {
      part(json, message, 0, message.length(), LONGEST);
      return;
    }
    // What is in it is the client's, brackets too; what follows it has none.
    int last = message.lastIndexOf(')');
    int after = last > dump ? last + 1 : message.length();
    int head = startOfWord(message, dump);
    while (head > 0 && message.charAt(head - 1) <= ' ') {
      head--;
    }
    int left = LONGEST;
    if (head == 0) {
      json.ascii("Request");
    } else {
      left -= part(json, message, 0, head, left);
    }
    part(json, message, after, message.length(), left);
  }

  /** Returns how many characters it wrote. */
  private static int part(JsonWriter json, String message, int from, int to, int most) {
    int end = Math.min(to, from + most);
    json.text(message, from, end);
    if (end < to) {
      json.ascii("...");
    }
    return end - from;
  }

  private static int startOfWord(String message, int index) {
    int start = index;
    while (start > 0 && Character.isJavaIdentifierPart(message.charAt(start - 1))) {
      start--;
    }
    return start;
  }
}
