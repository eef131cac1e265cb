package io.kafkaaudit.operator.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.crd.KeyState;
import io.kafkaaudit.crd.RotationStrategy;
import io.kafkaaudit.operator.Golden;
import io.kafkaaudit.operator.keys.KeyGrants.Condition;
import io.kafkaaudit.operator.keys.KeyGrants.Credential;
import io.kafkaaudit.operator.keys.KeyGrants.Key;
import io.kafkaaudit.operator.keys.KeyGrants.Owner;
import io.kafkaaudit.operator.keys.RotationPolicy.Due;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("generated")
class KeyGrantsTest {
  record GrantIn(String id, String owner, KeyState state, Instant createdAt, Instant expiresAt) {}

  record CredentialIn(
      String name,
      String uid,
      Instant created,
      boolean deleted,
      Condition condition,
      boolean tooOld,
      String namespace,
      String publishedKey,
      boolean secretLost,
      Due due,
      RotationStrategy strategy) {}

  record State(
      int limit,
      Instant now,
      List<GrantIn> keys,
      Set<String> users,
      Set<String> readers,
      List<CredentialIn> credentials) {}

  static List<Path> scenarios() {
    return Golden.scenarios("key-grants");
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void decides(Path scenario) throws IOException {
    State in = Golden.read(scenario, State.class);
    var ids = new AtomicInteger();
    var decision =
        KeyGrants.decide(
            in.limit,
            in.keys.stream()
                .map(
                    k ->
                        new Key(
                            k.id,
                            k.owner == null ? null : owner(k.owner),
                            k.state,
                            k.createdAt,
                            k.expiresAt))
                .toList(),
            in.users,
            in.readers,
            in.credentials.stream().map(KeyGrantsTest::credential).toList(),
            in.now,
            () -> "KANEW" + ids.incrementAndGet());
    Map<String, Object> out = new TreeMap<>();
    out.put(
        "keys",
        decision.keys().stream()
            .map(
                k ->
                    new GrantIn(
                        k.id(),
                        k.owner() == null ? null : text(k.owner()),
                        k.state(),
                        k.createdAt(),
                        k.expiresAt()))
            .toList());
    Map<String, Object> refusals = new TreeMap<>();
    decision.refusals().forEach((owner, refusal) -> refusals.put(text(owner), refusal));
    out.put("refusals", refusals);
    Golden.check(scenario, out);
  }

  /** Random lives of credentials against a model of Kafka: never more users than the limit. */
  @Test
  void neverMoreUsersThanTheLimit() {
    for (int seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      int limit = 1 + random.nextInt(3);
      var ids = new AtomicInteger();
      List<Key> keys = new ArrayList<>();
      Set<String> users = new HashSet<>();
      Map<String, String> published = new TreeMap<>();
      Instant now = Instant.parse("2026-11-24T08:00:00Z");
      for (int step = 0; step < 60; step++) {
        now = now.plusSeconds(600);
        for (Key key : keys) {
          if (random.nextInt(3) == 0) {
            continue; // a call failed: the operator comes again
          }
          if (!key.mayRead()) {
            users.remove(key.id());
          } else if (key.state() == KeyState.Granted && users.add(key.id())) {
            published.put(key.owner().name(), key.id());
          }
        }
        if (random.nextInt(20) == 0) {
          keys = List.of(); // status lost
        }
        List<Credential> credentials = new ArrayList<>();
        for (int c = 0; c < 4; c++) {
          credentials.add(
              new Credential(
                  owner("c" + c),
                  "uid" + c,
                  Instant.EPOCH,
                  random.nextInt(10) == 0,
                  Condition.values()[random.nextInt(4)],
                  published.get("c" + c),
                  random.nextInt(15) == 0,
                  Due.values()[random.nextInt(3)],
                  random.nextInt(4) == 0,
                  RotationStrategy.values()[random.nextInt(2)],
                  Duration.ofMinutes(20)));
        }
        keys =
            KeyGrants.decide(
                    limit, keys, users, users, credentials, now, () -> "KA" + ids.incrementAndGet())
                .keys();
        assertThat(users).as("seed " + seed).hasSizeLessThanOrEqualTo(limit);
        assertThat(keys).as("seed " + seed).hasSizeLessThanOrEqualTo(limit);
        assertThat(keys.stream().map(Key::id)).doesNotHaveDuplicates().containsAll(users);
      }
    }
  }

  private static String text(Owner owner) {
    return owner.namespace().equals("security") ? owner.name() : owner.toString();
  }

  private static Owner owner(String name) {
    return new Owner("security", name);
  }

  private static Credential credential(CredentialIn in) {
    return new Credential(
        new Owner(in.namespace == null ? "security" : in.namespace, in.name),
        in.uid == null ? in.name : in.uid,
        in.created,
        in.deleted,
        in.condition == null ? Condition.Usable : in.condition,
        in.publishedKey,
        in.secretLost,
        in.due == null ? Due.No : in.due,
        in.tooOld,
        in.strategy == null ? RotationStrategy.Overlap : in.strategy,
        Duration.ofDays(1));
  }
}
