package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Act;
import io.kafkaaudit.agent.event.OwnFields;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * In which hour keys of audit logs last logged in at this node: where it is the destination of an
 * AuditLog, the operator shows it. Owned by the encoder thread.
 */
final class KeyLogins {
  /** So many keys are told; of more, those that logged in last. */
  static final int MOST_KEYS = 200;

  private static final long HOUR_MILLIS = 3_600_000;
  private static final String PREFIX = "User:KA";
  private static final int LENGTH = PREFIX.length() + 14;

  /** From key id to the start of the hour, the longest unused first. */
  private final Map<String, Long> hours = new LinkedHashMap<>(16, 0.75f, true);

  private long dropped;

  /** Notes an act if it is the login of a key. */
  void saw(Act act) {
    String principal = act.principal;
    if (act.kind != Act.Kind.AUTHENTICATION
        || act.failure != null
        || principal == null
        || !isKey(principal)) {
      return;
    }
    String id = principal.substring(PREFIX.length() - 2);
    hours.put(id, act.timeMillis - Math.floorMod(act.timeMillis, HOUR_MILLIS));
    if (hours.size() > MOST_KEYS) {
      hours.remove(hours.keySet().iterator().next());
      dropped++;
    }
  }

  /** Ids of keys are {@code KA[A-Z2-7]{14}}. */
  private static boolean isKey(String principal) {
    if (principal.length() != LENGTH || !principal.startsWith(PREFIX)) {
      return false;
    }
    for (int i = PREFIX.length(); i < LENGTH; i++) {
      char c = principal.charAt(i);
      if ((c < 'A' || c > 'Z') && (c < '2' || c > '7')) {
        return false;
      }
    }
    return true;
  }

  /** Nothing where no key logged in. */
  void describe(OwnFields fields) {
    if (!hours.isEmpty()) {
      fields.times("keyLogins", hours);
    }
    if (dropped > 0) {
      fields.field("keyLoginsDropped", dropped);
    }
  }
}
