package io.kafkaaudit.operator.owned;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What tells one content from another: the first 12 hexadecimal digits of its SHA-256. */
public final class Revision {
  private static final int BYTES = 6;

  private Revision() {}

  public static String of(byte[] content) {
    return of(content, BYTES);
  }

  /** The same with another number of bytes, 1 to 32. */
  public static String of(byte[] content, int bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
