package io.kafkaaudit.operator.kafka;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Names of keys: {@code KA}, 4 characters derived from destination cluster id and topic, 10 random
 * ones, all of A-Z and 2-7 (RFC 4648 base32). The pattern tells our SCRAM users from others'.
 */
public final class KeyIds {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final Pattern KEY_ID = Pattern.compile("KA[A-Z2-7]{14}");
  private static final int DERIVED = 4;
  private static final int RANDOM = 10;

  private KeyIds() {}

  /** What all key ids of one audit topic begin with: 6 characters. */
  public static String prefix(String clusterId, String topic) {
    byte[] digest;
    try {
      digest =
          MessageDigest.getInstance("SHA-256")
              .digest((clusterId + "/" + topic).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
    StringBuilder prefix = new StringBuilder("KA");
    for (int i = 0; i < DERIVED; i++) {
      prefix.append(ALPHABET.charAt(digest[i] & 31));
    }
    return prefix.toString();
  }

  /** A new key id; the generator must be cryptographically strong. */
  public static String create(String prefix, RandomGenerator random) {
    StringBuilder id = new StringBuilder(prefix);
    for (int i = 0; i < RANDOM; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }

  /** Whether a SCRAM user is a key of the audit topic that the prefix is of. */
  public static boolean isKeyOf(String prefix, String user) {
    return user.startsWith(prefix) && KEY_ID.matcher(user).matches();
  }
}
