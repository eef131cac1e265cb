package io.kafkaaudit.agent.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) as UTF-8 into one buffer that is used again and again, so that an event
 * leaves no garbage. Not thread-safe: the encoder thread owns it.
 */
final class JsonWriter {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private byte[] buffer = new byte[2048];
  private int length;
  private boolean separate;

  void reset() {
    length = 0;
    separate = false;
  }

  byte[] buffer() {
    return buffer;
  }

  int length() {
    return length;
  }

  JsonWriter beginObject() {
    separator();
    put('{');
    separate = false;
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
    separate = false;
    return this;
  }

  JsonWriter endArray() {
    put(']');
    separate = true;
    return this;
  }

  JsonWriter name(String name) {
    separator();
    string(name);
    put(':');
    separate = false;
    return this;
  }

  JsonWriter value(@Nullable String text) {
    separator();
    if (text == null) {
      ascii("null");
    } else {
      string(text);
    }
    separate = true;
    return this;
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

  /** Begins a string that the raw methods fill and {@link #endString} ends. */
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

  /** Printable ASCII without quotation marks or backslashes, within a string. */
  JsonWriter ascii(String text) {
    ensure(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer[length++] = (byte) text.charAt(i);
    }
    return this;
  }

  /** A number within a string, with leading zeros up to a width. */
  JsonWriter digits(long number, int width) {
    ensure(32);
    if (number < 0) {
      ascii(Long.toString(number)); // only nanoTime may be negative, and seldom is
      return this;
    }
    int count = 1;
    for (long rest = number / 10; rest != 0; rest /= 10) {
      count++;
    }
    for (int zeros = width - count; zeros > 0; zeros--) {
      buffer[length++] = '0';
    }
    int at = length + count;
    long rest = number;
    for (int i = 0; i < count; i++) {
      buffer[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
    return this;
  }

  /** A segment of a CRN within a string: percent-encoded (RFC 3986), save what is unreserved. */
  JsonWriter segment(String text) {
    for (int i = 0; i < text.length(); i++) {
      int c = codePoint(text, i);
      if (isUnreserved(c)) {
        put(c);
      } else {
        utf8(c, true);
        i += Character.charCount(c) - 1;
      }
    }
    return this;
  }

  private void string(String text) {
    put('"');
    for (int i = 0; i < text.length(); i++) {
      int c = codePoint(text, i);
      if (c == '"' || c == '\\') {
        put('\\');
        put(c);
      } else if (c < 0x20 || c == 0x7F) {
        ascii("\\u00");
        put(HEX[c >> 4]);
        put(HEX[c & 15]);
      } else {
        utf8(c, false);
        i += Character.charCount(c) - 1;
      }
    }
    put('"');
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
      put(Character.toUpperCase(HEX[(octet >> 4) & 15]));
      put(Character.toUpperCase(HEX[octet & 15]));
    } else {
      put(octet);
    }
  }

  /** A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD. */
  private static int codePoint(String text, int index) {
    char c = text.charAt(index);
    if (!Character.isSurrogate(c)) {
      return c;
    }
    int point = text.codePointAt(index);
    return point > 0xFFFF ? point : 0xFFFD;
  }

  private static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
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
