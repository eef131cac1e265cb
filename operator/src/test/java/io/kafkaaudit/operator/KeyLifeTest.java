package io.kafkaaudit.operator;

import static io.kafkaaudit.operator.OperatorBench.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.operator.kafka.KeyIds;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Keys of credentials that want more than there is: the limit, as Kafka itself lists users. */
class KeyLifeTest extends OnOperatorBench {
  private static final int LIMIT = 2;

  KeyLifeTest() {
    super(Duration.ofMillis(500));
  }

  @Test
  void eightCredentialsAtOnceNeverExceedTheLimit() throws Exception {
    String writer = apply("crowd", LIMIT);
    List<String> names = IntStream.range(0, 8).mapToObj(i -> "crowd-" + i).toList();
    int most =
        keys.mostWhile(
            "crowd",
            writer,
            () -> {
              names.parallelStream()
                  .forEach(name -> bench.applyCredential(name, "crowd", "Overlap"));
              await()
                  .atMost(LONG)
                  .until(() -> names.stream().filter(bench::ready).count() == LIMIT);
              await()
                  .atMost(LONG)
                  .until(
                      () ->
                          names.stream()
                              .filter(n -> !bench.ready(n))
                              .allMatch(n -> bench.reason(n, "Granted").equals("KeyLimitReached")));
            });
    assertThat(most).isEqualTo(LIMIT);
    assertOnlyPublishedKeys("crowd", writer, names);
  }

  @Test
  void replaceTakesTheOldKeyBeforeItGivesTheNewOne() throws Exception {
    String writer = apply("replace", 1);
    bench.applyCredential("only", "replace", "Replace");
    bench.awaitReady("only");
    String first = bench.key("only");
    int most =
        keys.mostWhile(
            "replace",
            writer,
            () -> {
              bench.rotate("only", "now");
              await().atMost(LONG).until(() -> !bench.key("only").equals(first));
              bench.awaitReady("only");
            });
    assertThat(most).isEqualTo(1);
    assertThat(bench.users("replace")).containsOnly(writer, bench.key("only"));
    assertThat(bench.principals("replace")).containsOnly(writer, bench.key("only"));
    assertThat(bench.granted("replace")).containsExactly(bench.key("only"));
    assertThat(events("KeyRotated"))
        .singleElement()
        .satisfies(e -> assertThat(e.getMessage()).contains(first).contains(bench.key("only")));
    await().atMost(LONG).until(() -> events("KeyRevoked").size() == 1);
  }

  @Test
  void aRaisedLimitGivesAndALoweredOneTakesNoKeyAway() {
    apply("limit", 1);
    List<String> names = List.of("limit-0", "limit-1");
    names.forEach(name -> bench.applyCredential(name, "limit", "Overlap"));
    await().atMost(LONG).until(() -> names.stream().filter(bench::ready).count() == 1);
    await()
        .atMost(LONG)
        .until(
            () ->
                names.stream().anyMatch(n -> bench.reason(n, "Granted").equals("KeyLimitReached")));

    bench.setLimit("limit", 2);
    names.forEach(bench::awaitReady);
    Set<String> both = bench.published(names);

    bench.setLimit("limit", 1);
    await()
        .atMost(LONG)
        .until(() -> "2/1".equals(bench.log("limit").getStatus().getSummary().getKeys()));
    assertThat(bench.granted("limit")).isEqualTo(both);
    bench.applyCredential("limit-2", "limit", "Overlap");
    await().atMost(LONG).until(() -> bench.reason("limit-2", "Granted").equals("KeyLimitReached"));
    bench.deleteCredential("limit-0");
    await().atMost(LONG).until(() -> bench.credential("limit-0") == null);
    assertThat(bench.granted("limit"))
        .as("one of one is used")
        .containsExactly(bench.key("limit-1"));
    bench.deleteCredential("limit-1");
    bench.awaitReady("limit-2");
  }

  @Test
  void aLeakedKeyIsRevokedAlsoInItsOverlapAndStaysOut() {
    String writer = apply("leak", 3);
    bench.applyCredential("leaky", "leak", "Overlap");
    bench.awaitReady("leaky");
    String first = bench.key("leaky");
    bench.rotate("leaky", "before");
    await().atMost(LONG).until(() -> !bench.key("leaky").equals(first));
    await().atMost(LONG).until(() -> bench.isRetiring("leak", first));

    bench.revokeNow("leaky", "1");
    awaitRevoked("leaky", "leak", writer);
    assertThat(bench.credential("leaky").getStatus().getObservedRevokeNow()).isEqualTo("1");

    bench.revokeNow("leaky", "1"); // as GitOps applies it for ever
    bench.wake("leak");
    await().during(Duration.ofSeconds(2)).until(() -> bench.granted("leak").isEmpty());

    bench.rotate("leaky", "later");
    bench.awaitReady("leaky");
    String second = bench.key("leaky");
    assertThat(second).isNotEqualTo(first);
    bench.rotate("leaky", "before");
    await().atMost(LONG).until(() -> !bench.key("leaky").equals(second));
    bench.awaitReady("leaky");

    bench.revokeNow("leaky", "2");
    awaitRevoked("leaky", "leak", writer);
  }

  @Test
  void aCredentialWithoutAKeyIsGivenNoneAfterARequestToRevoke() {
    apply("keyless", 1);
    bench.applyCredential("holder", "keyless", "Overlap");
    bench.awaitReady("holder");
    bench.applyCredential("waiting", "keyless", "Overlap");
    await().atMost(LONG).until(() -> bench.reason("waiting", "Granted").equals("KeyLimitReached"));
    bench.revokeNow("waiting", "x");
    await().atMost(LONG).until(() -> bench.reason("waiting", "Granted").equals("RevokedByRequest"));
    String held = bench.key("holder");
    bench.deleteCredential("holder");
    await().atMost(LONG).until(() -> bench.credential("holder") == null);
    assertThat(bench.users("keyless")).doesNotContain(held);
    assertThat(bench.granted("keyless")).isEmpty();
    bench.rotate("waiting", "x");
    bench.awaitReady("waiting");
  }

  @Test
  void aChangeToReplaceEndsTheOverlap() {
    String writer = apply("hasty", 2);
    bench.applyCredential("hasty-one", "hasty", "Overlap");
    bench.awaitReady("hasty-one");
    String first = bench.key("hasty-one");
    bench.rotate("hasty-one", "now");
    await().atMost(LONG).until(() -> bench.isRetiring("hasty", first));
    bench.merge(
        AuditCredential.class,
        "hasty-one",
        "{\"spec\": {\"rotation\": {\"strategy\": \"Replace\"}}}");
    await()
        .atMost(LONG)
        .until(() -> bench.users("hasty").equals(Set.of(writer, bench.key("hasty-one"))));
    bench.awaitReady("hasty-one");
  }

  @Test
  void aBlockedRotationNamesHoldersAndIsDoneAtMaxAge() {
    apply("aged", 1);
    bench.applyCredential("aged-one", "aged", "Overlap");
    bench.awaitReady("aged-one");
    String first = bench.key("aged-one");
    bench.rotate("aged-one", "now");
    await()
        .atMost(LONG)
        .until(() -> bench.reason("aged-one", "RotationCurrent").equals("RotationBlocked"));
    assertThat(
            AuditResources.message(
                bench.credential("aged-one").getStatus().getConditions(), "RotationCurrent"))
        .contains(first + " of security/aged-one", "at least 2", "Replace");
    bench.merge(
        AuditCredential.class, "aged-one", "{\"spec\": {\"rotation\": {\"maxAge\": \"40d\"}}}");
    bench.clock().forward(Duration.ofDays(41));
    await().atMost(LONG).until(() -> !bench.key("aged-one").equals(first));
    bench.awaitReady("aged-one");
    assertThat(bench.granted("aged")).containsExactly(bench.key("aged-one"));
  }

  @Test
  void aLostSecretOfACredentialThatIsMadeAnewGetsAKey() {
    apply("anew", 1);
    bench.applyCredential("again", "anew", "Overlap");
    bench.awaitReady("again");
    String first = bench.key("again");
    bench.stop();
    bench.merge(AuditCredential.class, "again", "{\"metadata\": {\"finalizers\": null}}");
    bench.deleteCredential("again");
    bench.client().secrets().inNamespace(NAMESPACE).withName("again-secret").delete();
    bench.applyCredential("again", "anew", "Overlap");
    bench.start();
    bench.awaitReady("again");
    assertThat(bench.key("again")).isNotEqualTo(first);
    await().atMost(LONG).until(() -> !bench.users("anew").contains(first));
  }

  private void awaitRevoked(String credential, String log, String writer) {
    await().atMost(LONG).until(() -> bench.users(log).equals(Set.of(writer)));
    await().atMost(LONG).until(() -> bench.principals(log).equals(Set.of(writer)));
    await().atMost(LONG).until(() -> bench.granted(log).isEmpty());
    await()
        .atMost(LONG)
        .until(
            () ->
                AuditResources.message(
                        bench.credential(credential).getStatus().getConditions(), "Granted")
                    .contains("took all keys out"));
    assertThat(bench.reason(credential, "Granted")).isEqualTo("RevokedByRequest");
    assertThat(bench.secret(credential)).isNull();
  }

  /** An AuditLog with its admin; the id of its writer key. */
  private String apply(String name, int limit) {
    bench.applyAdmin(name);
    bench.applyLog(name, limit);
    String writer = bench.awaitWriter(name, "");
    assertThat(KeyIds.isKeyOf(writer.substring(0, 6), writer)).isTrue();
    return writer;
  }

  private void assertOnlyPublishedKeys(String topic, String writer, List<String> names) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              Set<String> keys = bench.published(names.stream().filter(bench::ready).toList());
              assertThat(keys).hasSize(LIMIT);
              assertThat(bench.granted(topic)).isEqualTo(keys);
              Set<String> all = new TreeSet<>(keys);
              all.add(writer);
              assertThat(bench.users(topic)).isEqualTo(all);
              assertThat(bench.principals(topic)).isEqualTo(all);
            });
  }

  private List<Event> events(String reason) {
    return bench.client().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
        .filter(event -> event.getReason().equals(reason))
        .toList();
  }
}
