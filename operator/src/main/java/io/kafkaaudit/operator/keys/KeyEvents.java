package io.kafkaaudit.operator.keys;

import io.kafkaaudit.crd.KeyState;
import io.kafkaaudit.operator.conditions.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a change of the grants tells people. Pure. */
public final class KeyEvents {
  private KeyEvents() {}

  /** A Kubernetes Event to be. */
  public record Told(boolean warning, Reason reason, String message) {}

  /** Keys that came from nowhere, and keys that are gone. */
  public static List<Told> of(List<KeyGrants.Key> before, List<KeyGrants.Key> after) {
    Set<String> old = ids(before);
    Set<String> present = ids(after);
    List<Told> told = new ArrayList<>();
    for (KeyGrants.Key key : after) {
      if (key.state() == KeyState.Orphaned && !old.contains(key.id())) {
        told.add(
            new Told(
                true,
                Reason.OrphanedKey,
                "Key "
                    + key.id()
                    + " is in Kafka and was granted to nobody: made by hand, or before a status"
                    + " was lost. It counts against access.keyLimit and is being revoked"));
      }
    }
    for (KeyGrants.Key key : before) {
      if (!present.contains(key.id())) {
        told.add(
            new Told(
                false,
                Reason.KeyRevoked,
                "Key "
                    + key.id()
                    + " of "
                    + (key.owner() == null ? "nobody" : key.owner())
                    + " is revoked: its access is gone, and no broker lets it in"));
      }
    }
    return told;
  }

  private static Set<String> ids(List<KeyGrants.Key> keys) {
    return keys.stream().map(KeyGrants.Key::id).collect(Collectors.toSet());
  }
}
