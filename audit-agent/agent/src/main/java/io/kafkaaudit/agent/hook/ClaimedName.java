package io.kafkaaudit.agent.hook;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The user name in a client's first SASL message. It is a claim that was not checked, and the only
 * name that a failed login has. Never returns any part of a secret.
 */
final class ClaimedName {
  private static final int LONGEST = 256;

  /** Bytes of a message that are looked at: a network thread does the same little work for all. */
  private static final int LOOKED_AT = 16_384;

  private static final Pattern SUBJECT = Pattern.compile("\"sub\"\\s*:\\s*\"([^\"\\\\]{1,256})\"");

  private ClaimedName() {}

  /** RFC 4616: {@code [authzid] NUL authcid NUL passwd}. */
  static @Nullable String plain(byte[] message) {
    int first = indexOf(message, (byte) 0, 0);
    int second = first < 0 ? -1 : indexOf(message, (byte) 0, first + 1);
    return second < 0 ? null : text(message, first + 1, second);
  }

  /** RFC 5802: client-first is {@code n,[a=authzid],n=name,r=nonce}; a client-final has no name. */
  static @Nullable String scram(byte[] message) {
    String text = text(message, 0, Math.min(message.length, 2 * LONGEST));
    if (text == null
        || !(text.startsWith("n,") || text.startsWith("y,") || text.startsWith("p="))) {
      return null;
    }
    String[] parts = text.split(",", 4);
    if (parts.length < 4 || !parts[2].startsWith("n=")) {
      return null;
    }
    return parts[2].substring(2).replace("=2C", ",").replace("=3D", "=");
  }

  /** RFC 7628: {@code n,,^Aauth=Bearer <token>^A^A}; the token's subject is not verified here. */
  static @Nullable String bearer(byte[] message) {
    String text =
        new String(message, 0, Math.min(message.length, LOOKED_AT), StandardCharsets.UTF_8);
    int start = text.indexOf("auth=Bearer ");
    String[] parts =
        start < 0
            ? new String[0]
            : text.substring(start + 12).split("\u0001", 2)[0].split("\\.", 4);
    if (parts.length < 2) {
      return null;
    }
    try {
      String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      Matcher subject = SUBJECT.matcher(claims);
      return subject.find() ? subject.group(1) : null;
    } catch (IllegalArgumentException e) {
      return null; // not a token: the login fails without a name
    }
  }

  private static @Nullable String text(byte[] bytes, int from, int to) {
    return to - from < 1 || to - from > 2 * LONGEST
        ? null
        : new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private static int indexOf(byte[] bytes, byte wanted, int from) {
    for (int i = from; i < Math.min(bytes.length, LOOKED_AT); i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
