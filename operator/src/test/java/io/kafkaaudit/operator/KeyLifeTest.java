package io.kafkaaudit.operator;

import static io.kafkaaudit.operator.OperatorBench.LONG;
import static io.kafkaaudit.operator.OperatorBench.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.embedded.EmbeddedKafka;
import io.kafkaaudit.operator.kafka.KeyIds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys under contention, after lost state and against others: as Kafka itself shows them. */
class KeyLifeTest {
  private static final int LIMIT = 2;

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static Admin root;

  private OperatorBench bench;

  @BeforeAll
  static void startKafka() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    root = kafka.root();
  }

  @AfterAll
  static void stopKafka() {
    root.close();
    kafka.close();
  }

  @BeforeEach
  void start() {
    bench = new OperatorBench(kafka, root, Duration.ofMillis(500));
    bench.start();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void eightCredentialsAtOnceNeverExceedTheLimit() throws Exception {
    String writer = apply("crowd", LIMIT);
    List<String> names = IntStream.range(0, 8).mapToObj(i -> "crowd-" + i).toList();
    int most =
        mostKeysWhile(
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
  void aWipedStatusLeavesNoOrphanAndKeepsTheLimit() throws Exception {
    String writer = apply("wiped", LIMIT);
    List<String> names = List.of("wiped-0", "wiped-1");
    names.forEach(name -> bench.applyCredential(name, "wiped", "Overlap"));
    names.forEach(bench::awaitReady);
    Set<String> before = bench.published(names);
    int most =
        mostKeysWhile(
            "wiped",
            writer,
            () -> {
              wipeStatus("wiped");
              awaitReplaced(before, names);
            });
    assertThat(most).isEqualTo(LIMIT);
    assertOnlyPublishedKeys("wiped", writer, names);
    assertThat(events("OrphanedKey")).hasSize(2).allMatch(e -> e.getType().equals("Warning"));
    await().atMost(LONG).until(() -> events("KeyRevoked").size() == 2);
  }

  @Test
  void aRecreatedAuditLogLeavesNoOrphanAndKeepsTheLimit() throws Exception {
    String first = apply("again", LIMIT);
    List<String> names = List.of("again-0", "again-1");
    names.forEach(name -> bench.applyCredential(name, "again", "Overlap"));
    names.forEach(bench::awaitReady);
    Set<String> before = bench.published(names);

    bench.deleteLog("again");
    await().atMost(LONG).until(() -> bench.log("again") == null);
    assertThat(bench.users("again")).as("keys and writer of the deleted one").isEmpty();
    assertThat(bench.principals("again")).isEmpty();
    assertThat(bench.keyring("kafka-audit-")).isEmpty();

    bench.applyLog("again", LIMIT);
    await().atMost(LONG).until(() -> bench.logReason("again", "TopicReady").equals("TopicExists"));
    bench.adoptTopic("again");
    String second = bench.awaitWriter("again", first);
    int most = mostKeysWhile("again", second, () -> awaitReplaced(before, names));
    assertThat(most).isBetween(1, LIMIT);
    assertOnlyPublishedKeys("again", second, names);
  }

  /** A status that was lost between the group's ACL and the user leaves an ACL without a user. */
  @Test
  void whatHasOnlyAnAclIsRevokedToo() {
    String writer = apply("acl", LIMIT);
    String orphan = writer.substring(0, 6) + "ORPHANAAAA";
    createAcl(ResourceType.GROUP, PatternType.PREFIXED, "audit_security_gone_", orphan);
    createAcl(ResourceType.TOPIC, PatternType.LITERAL, "acl", orphan);
    await().atMost(LONG).until(() -> bench.principals("acl").equals(Set.of(writer)));
    await().atMost(LONG).until(() -> events("OrphanedKey").size() == 1);
    assertThat(events("OrphanedKey").get(0).getMessage()).contains(orphan);
  }

  @Test
  void anOrphanCountsAgainstTheLimitUntilKafkaShowsItGone() throws Exception {
    String writer = apply("orphan", 1);
    bench.stop();
    String orphan = writer.substring(0, 6) + "ORPHANAAAA";
    createUser(orphan);
    bench.applyCredential("late", "orphan", "Overlap");
    int most =
        mostKeysWhile(
            "orphan",
            writer,
            () -> {
              bench.start();
              bench.awaitReady("late");
            });
    assertThat(most).isEqualTo(1);
    assertThat(bench.users("orphan")).containsOnly(writer, bench.key("late"));
  }

  @Test
  void replaceTakesTheOldKeyBeforeItGivesTheNewOne() throws Exception {
    String writer = apply("replace", 1);
    bench.applyCredential("only", "replace", "Replace");
    bench.awaitReady("only");
    String first = bench.key("only");
    int most =
        mostKeysWhile(
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
  void aKeyThatSomebodyElseRemovedIsPutBackButNotIntoAQuarrel() {
    String writer = apply("quarrel", LIMIT);
    bench.applyCredential("prey", "quarrel", "Overlap");
    bench.awaitReady("prey");
    String key = bench.key("prey");
    var secret = bench.secret("prey");
    bench.clock().add(Duration.ofSeconds(10));

    removeUser(key);
    await().atMost(LONG).until(() -> bench.users("quarrel").equals(Set.of(writer, key)));
    assertThat(bench.secret("prey").getData()).as("no new password").isEqualTo(secret.getData());
    assertThat(events("DriftRepaired"))
        .singleElement()
        .satisfies(e -> assertThat(e.getMessage()).contains(key));

    bench.clock().add(Duration.ofMinutes(2));
    removeUser(key);
    await()
        .atMost(LONG)
        .until(
            () -> bench.logReason("quarrel", "AccessReady").equals("RemovedByAnotherController"));
    await()
        .atMost(LONG)
        .until(() -> bench.reason("prey", "Issued").equals("RemovedByAnotherController"));
    assertThat(bench.users("quarrel")).containsExactly(writer);
    assertThat(bench.granted("quarrel")).as("its slot is not given away").containsExactly(key);

    bench.clock().add(Duration.ofMinutes(10));
    await().atMost(LONG).until(() -> bench.users("quarrel").contains(key));
    bench.awaitReady("prey");
    await()
        .atMost(LONG)
        .until(() -> bench.logReason("quarrel", "AccessReady").equals("AccessAsSpecified"));
  }

  @Test
  void theWriterKeyAndACredentialsGroupArePutBackToo() {
    String writer = apply("back", LIMIT);
    bench.applyCredential("member", "back", "Overlap");
    bench.awaitReady("member");
    String key = bench.key("member");
    bench.clock().add(Duration.ofSeconds(10));
    removeUser(writer);
    await().atMost(LONG).until(() -> bench.users("back").contains(writer));
    assertThat(bench.awaitWriter("back", "")).isEqualTo(writer);
    AclBindingFilter groups =
        new AclBindingFilter(
            new ResourcePatternFilter(ResourceType.GROUP, null, PatternType.ANY),
            new AccessControlEntryFilter(
                "User:" + key, null, AclOperation.ANY, AclPermissionType.ANY));
    int acls = get(root.describeAcls(groups).values()).size();
    get(root.deleteAcls(List.of(groups)).all());
    await().atMost(LONG).until(() -> get(root.describeAcls(groups).values()).size() == acls);
    assertThat(acls).isEqualTo(2);
  }

  /** An AuditLog with its admin; the id of its writer key. */
  private String apply(String name, int limit) {
    bench.applyAdmin(name);
    bench.applyLog(name, limit);
    String writer = bench.awaitWriter(name, "");
    assertThat(KeyIds.isKeyOf(writer.substring(0, 6), writer)).isTrue();
    return writer;
  }

  /** The most keys beside the writer that Kafka listed at one moment. */
  private int mostKeysWhile(String topic, String writer, Runnable scenario) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> most =
        CompletableFuture.supplyAsync(
            () -> {
              int seen = 0;
              do {
                Set<String> live = bench.users(topic);
                live.remove(writer);
                seen = Math.max(seen, live.size());
              } while (!over.get());
              return seen;
            });
    try {
      scenario.run();
    } finally {
      over.set(true);
    }
    return most.get();
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

  private void awaitReplaced(Set<String> before, List<String> names) {
    await()
        .atMost(LONG)
        .until(
            () -> {
              Set<String> now = bench.published(names);
              return now.size() == names.size()
                  && now.stream().noneMatch(before::contains)
                  && names.stream().allMatch(bench::ready);
            });
  }

  private void wipeStatus(String log) {
    bench
        .client()
        .resources(AuditLog.class)
        .inNamespace(NAMESPACE)
        .withName(log)
        .editStatus(
            l -> {
              AuditLogStatus status = new AuditLogStatus();
              status.setObservedGeneration(-1L);
              l.setStatus(status);
              return l;
            });
  }

  private List<Event> events(String reason) {
    return bench.client().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
        .filter(event -> event.getReason().equals(reason))
        .toList();
  }

  private static void createUser(String name) {
    get(
        root.alterUserScramCredentials(
                List.of(
                    new UserScramCredentialUpsertion(
                        name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), "pw")))
            .all());
  }

  private static void removeUser(String name) {
    get(
        root.alterUserScramCredentials(
                List.of(new UserScramCredentialDeletion(name, ScramMechanism.SCRAM_SHA_512)))
            .all());
  }

  private static void createAcl(ResourceType type, PatternType pattern, String name, String user) {
    get(
        root.createAcls(
                List.of(
                    new AclBinding(
                        new ResourcePattern(type, name, pattern),
                        new AccessControlEntry(
                            "User:" + user, "*", AclOperation.READ, AclPermissionType.ALLOW))))
            .all());
  }

  private static <T> T get(org.apache.kafka.common.KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (java.util.concurrent.ExecutionException | InterruptedException e) {
      throw new IllegalStateException("Kafka did not do it", e);
    }
  }
}
