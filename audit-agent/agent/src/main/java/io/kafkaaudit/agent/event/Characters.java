package io.kafkaaudit.agent.event;

/** Which characters stand for themselves where. */
final class Characters {
  /** ASCII that a JSON string holds as it is. */
  static final boolean[] PLAIN = new boolean[0x80];

  /** ASCII that a URI holds as it is (RFC 3986, unreserved). */
  static final boolean[] UNRESERVED = new boolean[0x80];

  static {
    for (int c = 0x20; c < 0x7F; c++) {
      PLAIN[c] = c != '"' && c != '\\';
      UNRESERVED[c] = Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0;
    }
  }

  private Characters() {}

  /**
   * The character at an index, of a text that ends before another. A lone surrogate, which UTF-8
   * cannot hold, becomes U+FFFD.
   */
  static int codePoint(String text, int index, int to) {
    char c = text.charAt(index);
    if (!Character.isSurrogate(c)) {
      return c;
    }
    boolean pair =
        Character.isHighSurrogate(c)
            && index + 1 < to
            && Character.isLowSurrogate(text.charAt(index + 1));
    return pair ? Character.toCodePoint(c, text.charAt(index + 1)) : 0xFFFD;
  }
}
