package io.kafkaaudit.operator.keys;

import io.kafkaaudit.crd.KeyState;
import io.kafkaaudit.crd.RotationStrategy;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.keys.RotationPolicy.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who gets a slot under the key limit. Pure: from the grants of the status, what Kafka shows and
 * the credentials it makes the next grants. A slot is free only when Kafka shows its user gone, so
 * that there are never more live keys than the limit, whatever failed in between.
 */
public final class KeyGrants {
  private final int limit;
  private final Instant now;
  private final Supplier<String> newId;
  private final Map<Owner, Credential> credentials;
  private final List<Key> keys = new ArrayList<>();
  private final Map<Owner, Refusal> refusals = new LinkedHashMap<>();
  private int kept;

  /** Namespace and name of an AuditCredential. */
  public record Owner(String namespace, String name) {
    @Override
    public String toString() {
      return namespace + "/" + name;
    }
  }

  /** One grant; {@code owner} is null for an orphan, {@code expiresAt} unless it is retiring. */
  public record Key(
      String id,
      @Nullable Owner owner,
      KeyState state,
      Instant createdAt,
      @Nullable Instant expiresAt) {
    Key with(KeyState newState, @Nullable Instant newExpiry) {
      return new Key(id, owner, newState, createdAt, newExpiry);
    }

    /** Whether it may read the topic: such keys are in the ACL plan. */
    public boolean mayRead() {
      return state == KeyState.Granted || state == KeyState.Retiring;
    }
  }

  /**
   * What a credential says of itself.
   *
   * @param condition whether it can take a key
   * @param publishedKey key that its Secret holds or last held
   * @param secretLost whether that Secret is gone
   * @param tooOld whether that key has the age at which it goes, even if no slot is free
   */
  public record Credential(
      Owner owner,
      String uid,
      Instant created,
      boolean deleted,
      Condition condition,
      @Nullable String publishedKey,
      boolean secretLost,
      Due due,
      boolean tooOld,
      RotationStrategy strategy,
      Duration overlap) {}

  /** Whether a credential can take a key. */
  public enum Condition {
    Usable,
    /** It was not looked at yet: until then its slot is kept, so that no younger one gets it. */
    Expected,
    /** Somebody must change something first, such as a Secret of somebody else. */
    Unusable,
    /** A person had all its keys taken out, and has not asked for another. */
    Revoked
  }

  /** Why a credential got no slot. */
  public record Refusal(Reason reason, String message) {}

  /** The next grants, and who got none. */
  public record Decision(List<Key> keys, Map<Owner, Refusal> refusals) {}

  private KeyGrants(int limit, List<Credential> credentials, Instant now, Supplier<String> newId) {
    this.limit = limit;
    this.now = now;
    this.newId = newId;
    this.credentials =
        credentials.stream()
            .sorted(Comparator.comparing(Credential::created).thenComparing(Credential::uid))
            .collect(Collectors.toMap(Credential::owner, c -> c, (a, b) -> a, LinkedHashMap::new));
  }

  /**
   * Decides.
   *
   * @param granted the grants of the status
   * @param users key ids for which Kafka has a SCRAM user
   * @param withoutUser key ids of which Kafka has something else, or some broker still has the user
   */
  public static Decision decide(
      int limit,
      List<Key> granted,
      Set<String> users,
      Set<String> withoutUser,
      List<Credential> credentials,
      Instant now,
      Supplier<String> newId) {
    return new KeyGrants(limit, credentials, now, newId).decide(granted, users, withoutUser);
  }

  private Decision decide(List<Key> granted, Set<String> users, Set<String> withoutUser) {
    Set<String> live = new HashSet<>(users);
    live.addAll(withoutUser);
    for (Key key : granted) {
      Key next = next(key, granted, users);
      // Revoking is written first and the slot given away later, so that a crash cannot lose it.
      if (key.mayRead() || live.contains(key.id)) {
        keys.add(next);
      }
    }
    Set<String> known = granted.stream().map(Key::id).collect(Collectors.toSet());
    live.stream()
        .filter(id -> !known.contains(id))
        .sorted()
        .forEach(id -> keys.add(new Key(id, null, KeyState.Orphaned, now, null)));
    giveSlots();
    return new Decision(List.copyOf(keys), refusals);
  }

  private Key next(Key key, List<Key> granted, Set<String> users) {
    if (!key.mayRead()) {
      return key;
    }
    Credential credential = key.owner == null ? null : credentials.get(key.owner);
    if (credential == null || credential.deleted || credential.condition == Condition.Revoked) {
      return key.with(KeyState.Revoking, null);
    }
    boolean published = key.id.equals(credential.publishedKey);
    if (published && credential.secretLost) {
      return key.with(KeyState.Revoking, null);
    }
    if (key.state == KeyState.Retiring) {
      // Its Secret holds a newer one: who removed its user ended the overlap.
      boolean over =
          credential.strategy == RotationStrategy.Replace
              || key.expiresAt == null
              || !key.expiresAt.isAfter(now)
              || !users.contains(key.id);
      return over ? key.with(KeyState.Revoking, null) : key;
    }
    boolean replaced =
        !published
            && granted.stream()
                .skip(granted.indexOf(key) + 1L)
                .anyMatch(newer -> newer.id.equals(credential.publishedKey));
    if (!replaced) {
      return key;
    }
    return credential.strategy == RotationStrategy.Replace || !users.contains(key.id)
        ? key.with(KeyState.Revoking, null)
        : key.with(KeyState.Retiring, now.plus(credential.overlap));
  }

  private void giveSlots() {
    List<Credential> present = credentials.values().stream().filter(c -> !c.deleted).toList();
    List<Credential> all = present.stream().filter(c -> c.condition == Condition.Usable).toList();
    // A credential whose key was taken for its replacement comes first: nobody may take its slot.
    all.stream().filter(c -> lacksKey(c) && c.publishedKey != null).forEach(this::give);
    all.stream().filter(c -> c.due == Due.Forced).forEach(this::rotate);
    present.stream().filter(c -> lacksKey(c) && c.publishedKey == null).forEach(this::giveOrKeep);
    all.stream().filter(c -> c.due == Due.Scheduled).forEach(this::rotate);
  }

  /** A key that only retires is no key to go on with; one that goes is waited for. */
  private boolean lacksKey(Credential credential) {
    return keysOf(credential).stream().allMatch(key -> key.state == KeyState.Retiring);
  }

  private String holders() {
    return KeyLimit.holders(
        keys.stream()
            .map(key -> KeyLimit.holder(key.id, key.owner == null ? null : key.owner.toString()))
            .toList());
  }

  private @Nullable String nextFree() {
    return keys.stream()
        .map(Key::expiresAt)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .map(Instant::toString)
        .orElse(null);
  }

  private List<Key> keysOf(Credential credential) {
    return keys.stream().filter(key -> credential.owner.equals(key.owner)).toList();
  }

  private void giveOrKeep(Credential credential) {
    if (credential.condition == Condition.Usable) {
      give(credential);
    } else if (credential.condition == Condition.Expected) {
      kept++;
    }
  }

  private boolean hasFreeSlot() {
    return keys.size() + kept < limit;
  }

  private void give(Credential credential) {
    if (hasFreeSlot()) {
      keys.add(new Key(newId.get(), credential.owner, KeyState.Granted, now, null));
      return;
    }
    refusals.put(
        credential.owner, new Refusal(Reason.KeyLimitReached, KeyLimit.reached(limit, holders())));
  }

  private void rotate(Credential credential) {
    Optional<Key> present =
        keysOf(credential).stream()
            .filter(key -> key.state == KeyState.Granted)
            .filter(key -> key.id.equals(credential.publishedKey))
            .findFirst();
    boolean another =
        keysOf(credential).stream()
            .anyMatch(
                key -> key.state == KeyState.Granted && !key.id.equals(credential.publishedKey));
    if (present.isEmpty() || another) {
      return;
    }
    if (credential.strategy == RotationStrategy.Replace) {
      keys.set(keys.indexOf(present.get()), present.get().with(KeyState.Revoking, null));
    } else if (hasFreeSlot()) {
      keys.add(new Key(newId.get(), credential.owner, KeyState.Granted, now, null));
    } else if (credential.tooOld) {
      keys.set(keys.indexOf(present.get()), present.get().with(KeyState.Revoking, null));
    } else {
      refusals.put(
          credential.owner,
          new Refusal(
              Reason.RotationBlocked,
              KeyLimit.blocksRotation(limit, keys.size(), holders(), nextFree())));
    }
  }
}
