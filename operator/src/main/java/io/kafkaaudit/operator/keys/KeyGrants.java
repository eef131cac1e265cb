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
   * @param usable whether it can take a key: not deleted, looked at, no Secret of somebody else
   * @param publishedKey key that its Secret holds or last held
   * @param secretLost whether that Secret is gone
   */
  public record Credential(
      Owner owner,
      String uid,
      Instant created,
      boolean deleted,
      boolean usable,
      @Nullable String publishedKey,
      boolean secretLost,
      Due due,
      RotationStrategy strategy,
      Duration overlap) {}

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
    if (credential == null || credential.deleted) {
      return key.with(KeyState.Revoking, null);
    }
    boolean published = key.id.equals(credential.publishedKey);
    if (published && credential.secretLost) {
      return key.with(KeyState.Revoking, null);
    }
    if (key.state == KeyState.Retiring) {
      // Its Secret holds a newer one: who removed its user ended the overlap.
      boolean over =
          key.expiresAt == null || !key.expiresAt.isAfter(now) || !users.contains(key.id);
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
    List<Credential> all =
        credentials.values().stream().filter(c -> c.usable && !c.deleted).toList();
    // A credential whose key was taken for its replacement comes first: nobody may take its slot.
    all.stream().filter(c -> keysOf(c).isEmpty() && c.publishedKey != null).forEach(this::give);
    all.stream().filter(c -> c.due == Due.Forced).forEach(this::rotate);
    all.stream().filter(c -> keysOf(c).isEmpty() && c.publishedKey == null).forEach(this::give);
    all.stream().filter(c -> c.due == Due.Scheduled).forEach(this::rotate);
  }

  private List<Key> keysOf(Credential credential) {
    return keys.stream().filter(key -> credential.owner.equals(key.owner)).toList();
  }

  private void give(Credential credential) {
    if (keys.size() < limit) {
      keys.add(new Key(newId.get(), credential.owner, KeyState.Granted, now, null));
      return;
    }
    String holders =
        keys.stream()
            .map(key -> key.id + " of " + (key.owner == null ? "nobody (orphan)" : key.owner))
            .collect(Collectors.joining(", "));
    refusals.put(
        credential.owner, new Refusal(Reason.KeyLimitReached, KeyLimit.reached(limit, holders)));
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
    } else if (keys.size() < limit) {
      keys.add(new Key(newId.get(), credential.owner, KeyState.Granted, now, null));
    } else {
      refusals.put(
          credential.owner, new Refusal(Reason.RotationBlocked, KeyLimit.blocksRotation(limit)));
    }
  }
}
