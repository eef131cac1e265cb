package io.kafkaaudit.agent.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) as UTF-8 into one buffer that is used again and again, so that an event
 * leaves no garbage. Not thread-safe: the encoder thread owns it.
 */
final class JsonWriter {
  private static final String HEX = "0123456789abcdef";
  private static final String UPPER_HEX = "0123456789ABCDEF";

  /** Bytes: one event with very long names must not hold the memory for all that follow. */
  private static final int LARGEST_KEPT = 262_144;

  private final Timestamp timestamp = new Timestamp();
  private final char[] characters = new char[256];
  private byte[] buffer = new byte[4096];
  private int length;
  private boolean separate;

  void reset() {
    if (buffer.length > LARGEST_KEPT) {
      buffer = new byte[4096];
    }
    length = 0;
    separate = false;
  }

  byte[] buffer() {
    return buffer;
  }

  int length() {
    return length;
  }

  /** Takes out what was written so far; the text goes on where it was. */
  byte[] cut() {
    byte[] written = Arrays.copyOf(buffer, length);
    length = 0;
    return written;
  }

  JsonWriter beginObject() {
    separator();
    put('{');
    return this;
  }

  JsonWriter endObject() {
    put('}');
    separate = true;
    return this;
  }

  JsonWriter beginArray() {
    separator();
    put('[');
    return this;
  }

  JsonWriter endArray() {
    put(']');
    separate = true;
    return this;
  }

  /**
   * @param name such as {@link #ascii} takes
   */
  JsonWriter name(String name) {
    ensure(name.length() + 4);
    if (separate) {
      buffer[length++] = ',';
      separate = false;
    }
    buffer[length++] = '"';
    ascii(name);
    buffer[length++] = '"';
    buffer[length++] = ':';
    return this;
  }

  JsonWriter value(@Nullable String text) {
    if (text == null) {
      separator();
      ascii("null");
      separate = true;
      return this;
    }
    return beginString().text(text).endString();
  }

  JsonWriter value(long number) {
    separator();
    digits(number, 1);
    separate = true;
    return this;
  }

  JsonWriter value(boolean bool) {
    separator();
    ascii(bool ? "true" : "false");
    separate = true;
    return this;
  }

  JsonWriter field(String name, @Nullable String text) {
    return name(name).value(text);
  }

  /** Nothing where the text is null. */
  JsonWriter optional(String name, @Nullable String text) {
    return text == null ? this : field(name, text);
  }

  JsonWriter field(String name, long number) {
    return name(name).value(number);
  }

  JsonWriter field(String name, boolean bool) {
    return name(name).value(bool);
  }

  /** RFC 3339, UTC. */
  JsonWriter time(String name, long millis) {
    return name(name).beginString().time(millis).endString();
  }

  /** Begins a string that the methods below fill and {@link #endString} ends. */
  JsonWriter beginString() {
    separator();
    put('"');
    return this;
  }

  JsonWriter endString() {
    put('"');
    separate = true;
    return this;
  }

  /** A whole text within a string. */
  JsonWriter text(String text) {
    return text(text, 0, text.length());
  }

  /** A part of a text within a string, escaped where it must be. */
  JsonWriter text(String text, int from, int to) {
    for (int i = copy(text, from, to, Characters.PLAIN); i < to; i++) {
      int c = Characters.codePoint(text, i, to);
      if (c == '"' || c == '\\') {
        put('\\');
        put(c);
      } else if (c < 0x20 || c == 0x7F) {
        ascii("\\u00");
        put(HEX.charAt(c >> 4));
        put(HEX.charAt(c & 15));
      } else {
        utf8(c, false);
        i += Character.charCount(c) - 1;
      }
    }
    return this;
  }

  /** A segment of a CRN within a string: percent-encoded, save what is unreserved. */
  JsonWriter segment(String text) {
    int to = text.length();
    for (int i = copy(text, 0, to, Characters.UNRESERVED); i < to; i++) {
      int c = Characters.codePoint(text, i, to);
      utf8(c, c >= 0x80 || !Characters.UNRESERVED[c]);
      i += Character.charCount(c) - 1;
    }
    return this;
  }

  /** Printable ASCII without quotation marks or backslashes, within a string. */
  @SuppressWarnings("deprecation") // the one that copies bytes without an array of its own
  JsonWriter ascii(String text) {
    int more = text.length();
    ensure(more);
    text.getBytes(0, more, buffer, length);
    length += more;
    return this;
  }

  /** What {@link #cut} took out. */
  JsonWriter raw(byte[] json) {
    return raw(json, 0, json.length);
  }

  /** A part of such a piece, or once more a part of {@link #buffer}. */
  JsonWriter raw(byte[] json, int from, int to) {
    ensure(to - from);
    System.arraycopy(json, from, buffer, length, to - from);
    length += to - from;
    return this;
  }

  /** A time within a string. */
  JsonWriter time(long millis) {
    timestamp.write(this, millis);
    return this;
  }

  /** A number, with leading zeros up to a width. */
  JsonWriter digits(long number, int width) {
    ensure(width + 20);
    if (number < 0) {
      buffer[length++] = '-';
    }
    int count = 1;
    for (long rest = number / 10; rest != 0; rest /= 10) {
      count++;
    }
    for (int zeros = width - count; zeros > 0; zeros--) {
      buffer[length++] = '0';
    }
    length += count;
    int at = length;
    long rest = number;
    for (int i = 0; i < count; i++) {
      buffer[--at] = (byte) ('0' + Math.abs((int) (rest % 10)));
      rest /= 10;
    }
    return this;
  }

  /** Copies some characters, as long as they stand for themselves; returns where that ends. */
  private int copy(String text, int from, int to, boolean[] themselves) {
    ensure(to - from);
    int count = Math.min(to - from, characters.length);
    text.getChars(from, from + count, characters, 0); // charAt() costs half as much again
    byte[] into = buffer;
    int at = length;
    int i = 0;
    for (; i < count; i++) {
      char c = characters[i];
      if (c >= 0x80 || !themselves[c]) {
        break;
      }
      into[at + i] = (byte) c;
    }
    length = at + i;
    return from + i;
  }

  private void utf8(int c, boolean percent) {
    if (c < 0x80) {
      octet(c, percent);
    } else if (c < 0x800) {
      octet(0xC0 | (c >> 6), percent);
      octet(0x80 | (c & 0x3F), percent);
    } else if (c < 0x10000) {
      octet(0xE0 | (c >> 12), percent);
      octet(0x80 | ((c >> 6) & 0x3F), percent);
      octet(0x80 | (c & 0x3F), percent);
    } else {
      octet(0xF0 | (c >> 18), percent);
      octet(0x80 | ((c >> 12) & 0x3F), percent);
      octet(0x80 | ((c >> 6) & 0x3F), percent);
      octet(0x80 | (c & 0x3F), percent);
    }
  }

  private void octet(int octet, boolean percent) {
    if (percent) {
      put('%');
      put(UPPER_HEX.charAt(octet >> 4));
      put(UPPER_HEX.charAt(octet & 15));
    } else {
      put(octet);
    }
  }

  private void separator() {
    if (separate) {
      put(',');
      separate = false;
    }
  }

  private void put(int c) {
    ensure(1);
    buffer[length++] = (byte) c;
  }

  private void ensure(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
