package io.kafkaaudit.operator.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How often somebody else removed published keys from Kafka. A key is put back, but not into a
 * quarrel: when it was removed twice in ten minutes, only after the first of the two is ten minutes
 * ago. Kept in memory, so that an operator that is started again tries anew. Thread-safe.
 */
public final class KeyRemovals {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  /** Until then a broker may not know yet what another one was told. */
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private static final int QUARREL = 2;

  private final Map<String, Key> keys = new HashMap<>();

  /** What to do about a key that Kafka does not have. */
  public enum Verdict {
    /** It was made a moment ago. */
    Wait,
    PutBack,
    /** Somebody else removes it again and again. */
    LeaveIt
  }

  private static final class Key {
    private final Deque<Instant> removals = new ArrayDeque<>();
    private Instant made = Instant.MIN;
    private boolean missing;
  }

  /** Tells that the key was made, or put back. */
  public synchronized void wasMade(String keyId, Instant now) {
    Key key = keys.computeIfAbsent(keyId, id -> new Key());
    key.made = now;
    key.missing = false;
  }

  /** Tells that Kafka has the key; what happened to it before still counts. */
  public synchronized void isThere(String keyId) {
    Key key = keys.get(keyId);
    if (key != null) {
      key.missing = false;
    }
  }

  /** Tells that Kafka does not have the key, and asks what to do. */
  public synchronized Verdict isMissing(String keyId, Instant now) {
    Key key = keys.computeIfAbsent(keyId, id -> new Key());
    if (now.isBefore(key.made.plus(SETTLING))) {
      return Verdict.Wait;
    }
    if (!key.missing) {
      key.missing = true;
      key.removals.add(now);
    }
    key.removals.removeIf(at -> !at.isAfter(now.minus(WINDOW)));
    return isContested(key) ? Verdict.LeaveIt : Verdict.PutBack;
  }

  /** Whether the key is missing and is not put back for now. */
  public synchronized boolean isContested(String keyId) {
    Key key = keys.get(keyId);
    return key != null && isContested(key);
  }

  private static boolean isContested(Key key) {
    return key.missing && key.removals.size() >= QUARREL;
  }

  /** Called when a key is revoked; its id never comes back. */
  public synchronized void forget(String keyId) {
    keys.remove(keyId);
  }

  /** For people: what happened to these keys, and the fix. */
  public static String message(String keys) {
    return "Removed from Kafka by somebody else twice in ten minutes, and not put back for now: "
        + keys
        + ". Strimzi's User Operator deletes users that it does not know: give its container the"
        + " environment variable STRIMZI_IGNORED_USERS_PATTERN=^KA[A-Z2-7]{14}$"
        + " (spec.entityOperator.template.userOperatorContainer.env of the Kafka resource)";
  }
}
