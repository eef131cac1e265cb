package io.kafkaaudit.operator.keys;

import io.kafkaaudit.crd.KeyStatus;
import java.util.List;
import java.util.stream.Collectors;

/** What people are told when no key is free. */
public final class KeyLimit {
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

  /** The same, of the keys in the AuditLog's status. */
  public static String reached(int limit, List<KeyStatus> keys) {
    return reached(
        limit,
        keys.stream()
            .map(
                key ->
                    key.getId()
                        + " of "
                        + (key.getCredential() == null
                            ? "nobody (orphan)"
                            : key.getNamespace() + "/" + key.getCredential()))
            .collect(Collectors.joining(", ")));
  }

  /** For a credential whose key is to be replaced. */
  public static String blocksRotation(int limit) {
    return "No key is free under access.keyLimit "
        + limit
        + ": set keyLimit >= credentials + 1 in the AuditLog, or rotation.strategy: Replace";
  }
}
