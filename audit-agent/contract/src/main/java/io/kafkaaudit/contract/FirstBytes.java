package io.kafkaaudit.contract;

import java.util.Locale;

/** What the first bytes of an answer tell of the protocol, where Kafka puts a response's length. */
final class FirstBytes {
  private static final int SHOWN = 8;

  /** The number of the request and an error code. */
  private static final int SHORTEST = 6;

  private FirstBytes() {}

  /** A TLS record of a handshake or an alert. */
  static boolean areTls(byte[] bytes, int length) {
    return length >= 2 && (bytes[0] == 0x15 || bytes[0] == 0x16) && bytes[1] == 3;
  }

  static boolean areHttp(byte[] bytes, int length) {
    return length >= 4 && bytes[0] == 'H' && bytes[1] == 'T' && bytes[2] == 'T' && bytes[3] == 'P';
  }

  /** Whether they may be the length of a response to our question; there are four or more. */
  static boolean mayBeLength(byte[] bytes) {
    int length =
        (bytes[0] & 0xff) << 24
            | (bytes[1] & 0xff) << 16
            | (bytes[2] & 0xff) << 8
            | (bytes[3] & 0xff);
    return length >= SHORTEST && length <= OwnClients.MOST_RESPONSE_BYTES;
  }

  /** For people: the protocol where it is known, else the bytes. */
  static String text(byte[] bytes, int length) {
    if (areHttp(bytes, length)) {
      return "HTTP";
    }
    if (areTls(bytes, length)) {
      return "TLS";
    }
    StringBuilder text = new StringBuilder("bytes");
    for (int i = 0; i < Math.min(SHOWN, length); i++) {
      text.append(String.format(Locale.ROOT, " %02x", bytes[i] & 0xff));
    }
    return text.toString();
  }
}
