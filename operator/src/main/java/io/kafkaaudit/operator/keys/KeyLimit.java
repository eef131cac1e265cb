package io.kafkaaudit.operator.keys;

import io.kafkaaudit.crd.KeyStatus;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What people are told when no key is free. */
public final class KeyLimit {
  private static final int MOST_HOLDERS = 10;

  /** The schema of {@code access.keyLimit} allows no more. */
  private static final int HIGHEST = 100;

  private KeyLimit() {}

  /**
   * For a credential that has no key.
   *
   * @param holders key ids and who has them
   */
  public static String reached(int limit, String holders) {
    return "access.keyLimit is "
        + limit
        + " and is used by "
        + holders
        + ": raise access.keyLimit of the AuditLog, or delete an AuditCredential";
  }

  /** For a credential that has no key, while the keys in the AuditLog's status use up the limit. */
  public static String reached(int limit, List<KeyStatus> keys) {
    return reached(limit, holdersOf(keys));
  }

  /** For a credential whose key could not be replaced when it is due. */
  public static String blocksRotation(int limit) {
    return "No key is free under access.keyLimit "
        + limit
        + ": set keyLimit >= credentials + 1 in the AuditLog, or rotation.strategy: Replace";
  }

  /** For a credential whose key is to be replaced now, of the keys in the AuditLog's status. */
  public static String blocksRotation(int limit, List<KeyStatus> keys) {
    return blocksRotation(
        limit,
        keys.size(),
        holdersOf(keys),
        keys.stream()
            .map(KeyStatus::getExpiresAt)
            .filter(Objects::nonNull)
            .sorted()
            .findFirst()
            .orElse(null));
  }

  /**
   * For a credential whose key is to be replaced now.
   *
   * @param used how many keys there are
   * @param nextFree when the first of them ends by itself; null: that is not known
   */
  static String blocksRotation(int limit, int used, String holders, @Nullable String nextFree) {
    StringBuilder text = new StringBuilder("No key is free under access.keyLimit ");
    text.append(limit).append(", which is used by ").append(holders).append(": ");
    if (used < HIGHEST) {
      text.append("set access.keyLimit of the AuditLog to at least ").append(used + 1);
      text.append(" (keyLimit >= credentials + 1), or ");
    }
    text.append("set rotation.strategy: Replace, or delete an AuditCredential");
    if (nextFree != null) {
      text.append("; a key ends by itself at ").append(nextFree);
    }
    return text.toString();
  }

  /**
   * One of the holders.
   *
   * @param owner null: the key was granted to nobody
   */
  static String holder(String keyId, @Nullable String owner) {
    return keyId + " of " + (owner == null ? "nobody (orphan)" : owner);
  }

  /** Holders as a text of bounded length. */
  static String holders(List<String> all) {
    String first = String.join(", ", all.subList(0, Math.min(MOST_HOLDERS, all.size())));
    return all.size() <= MOST_HOLDERS
        ? first
        : first + " and " + (all.size() - MOST_HOLDERS) + " more";
  }

  private static String holdersOf(List<KeyStatus> keys) {
    return holders(
        keys.stream()
            .map(
                key ->
                    holder(
                        key.getId(),
                        key.getCredential() == null
                            ? null
                            : key.getNamespace() + "/" + key.getCredential()))
            .toList());
  }
}
