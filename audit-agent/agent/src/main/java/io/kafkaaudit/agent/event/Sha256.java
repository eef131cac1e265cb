package io.kafkaaudit.agent.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of a list of texts that is too long to be told. Not thread-safe. */
final class Sha256 {
  private final MessageDigest digest;

  Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** One more text, in UTF-8 with a character behind it. */
  void add(String text, char end) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) end);
  }

  /** In hexadecimal. Once. */
  String hex() {
    byte[] bytes = digest.digest();
    StringBuilder text = new StringBuilder(bytes.length * 2);
    for (byte b : bytes) {
      text.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
    return text.toString();
  }
}
