package io.kafkaaudit.operator;

import static io.kafkaaudit.operator.OperatorBench.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.operator.kafka.KeyIds;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/**
 * Keys after a lost status or AuditLog, and against others who change Kafka: as Kafka lists them.
 */
class LostKeysTest extends OnOperatorBench {
  private static final int LIMIT = 2;

  LostKeysTest() {
    super(Duration.ofMillis(500));
  }

  @Test
  void aWipedStatusLeavesNoOrphanAndKeepsTheLimit() throws Exception {
    String topic = "wiped";
    String writer = apply(topic, LIMIT);
    List<String> names = List.of(topic + "-0", topic + "-1");
    names.forEach(name -> bench.applyCredential(name, topic, "Overlap"));
    names.forEach(bench::awaitReady);
    Set<String> before = bench.published(names);
    int most =
        keys.mostWhile(
            topic,
            writer,
            () -> {
              wipeStatus(topic);
              awaitReplaced(before, names);
            });
    assertThat(most).isEqualTo(LIMIT);
    assertOnlyPublishedKeys(topic, writer, names);
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
    int most = keys.mostWhile("again", second, () -> awaitReplaced(before, names));
    assertThat(most).isBetween(1, LIMIT);
    assertOnlyPublishedKeys("again", second, names);
  }

  /** A status that was lost between the group's ACL and the user leaves an ACL without a user. */
  @Test
  void whatHasOnlyAnAclIsRevokedToo() {
    String writer = apply("acl", LIMIT);
    String orphan = writer.substring(0, 6) + "ORPHANAAAA";
    keys.allowRead(ResourceType.GROUP, PatternType.PREFIXED, "audit_security_gone_", orphan);
    keys.allowRead(ResourceType.TOPIC, PatternType.LITERAL, "acl", orphan);
    await().atMost(LONG).until(() -> bench.principals("acl").equals(Set.of(writer)));
    await().atMost(LONG).until(() -> events("OrphanedKey").size() == 1);
    assertThat(events("OrphanedKey").get(0).getMessage()).contains(orphan);
  }

  @Test
  void anOrphanCountsAgainstTheLimitUntilKafkaShowsItGone() throws Exception {
    String writer = apply("orphan", 1);
    bench.stop();
    String orphan = writer.substring(0, 6) + "ORPHANAAAA";
    keys.makeUser(orphan);
    bench.applyCredential("late", "orphan", "Overlap");
    int most =
        keys.mostWhile(
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
  void aKeyThatSomebodyElseRemovedIsPutBackButNotIntoAQuarrel() {
    String writer = apply("quarrel", LIMIT);
    bench.applyCredential("prey", "quarrel", "Overlap");
    bench.awaitReady("prey");
    String key = bench.key("prey");
    var secret = bench.secret("prey");
    bench.clock().forward(Duration.ofSeconds(10));

    keys.removeUser(key);
    await().atMost(LONG).until(() -> bench.users("quarrel").equals(Set.of(writer, key)));
    assertThat(bench.secret("prey").getData()).as("no new password").isEqualTo(secret.getData());
    assertThat(events("DriftRepaired"))
        .singleElement()
        .satisfies(e -> assertThat(e.getMessage()).contains(key));

    bench.clock().forward(Duration.ofMinutes(2));
    keys.removeUser(key);
    await()
        .atMost(LONG)
        .until(
            () -> bench.logReason("quarrel", "AccessReady").equals("RemovedByAnotherController"));
    await()
        .atMost(LONG)
        .until(() -> bench.reason("prey", "Issued").equals("RemovedByAnotherController"));
    assertThat(bench.users("quarrel")).containsExactly(writer);
    assertThat(bench.granted("quarrel")).as("its slot is not given away").containsExactly(key);

    bench.clock().forward(Duration.ofMinutes(10));
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
    bench.clock().forward(Duration.ofSeconds(10));
    keys.removeUser(writer);
    await().atMost(LONG).until(() -> bench.users("back").contains(writer));
    assertThat(bench.awaitWriter("back", "")).isEqualTo(writer);
    assertThat(keys.groupAcls(key)).isEqualTo(2);
    keys.removeGroupAcls(key);
    await().atMost(LONG).until(() -> keys.groupAcls(key) == 2);
  }

  /** What docs/security.md says to do about a stolen writer key. */
  @Test
  void aWriterWhoseSecretIsDeletedGetsANewPassword() throws Exception {
    String writer = apply("stolen", LIMIT);
    Properties before = writerProperties("stolen");
    writerSecret("stolen").delete();
    await()
        .atMost(LONG)
        .until(
            () ->
                writerSecret("stolen").get() != null && !writerProperties("stolen").equals(before));
    assertThat(bench.awaitWriter("stolen", "")).isEqualTo(writer);
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> logIn(before))
                    .hasCauseInstanceOf(SaslAuthenticationException.class));
    logIn(writerProperties("stolen"));
  }

  private Resource<Secret> writerSecret(String log) {
    return bench.client().secrets().inNamespace(NAMESPACE).withName(log + "-kafka-audit-writer");
  }

  private Properties writerProperties(String log) throws IOException {
    Properties properties = new Properties();
    String text = OwnedObjects.entry(writerSecret(log).get(), "writer.properties");
    properties.load(new StringReader(String.valueOf(text)));
    return properties;
  }

  private static void logIn(Properties properties) throws Exception {
    try (Admin admin = Admin.create(properties)) {
      admin.describeCluster().clusterId().get();
    }
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
    AuditLogStatus lost = new AuditLogStatus();
    lost.setObservedGeneration(-1L);
    await("no conflict with the operator's own writing")
        .atMost(LONG)
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(
            () ->
                bench
                        .client()
                        .resources(AuditLog.class)
                        .inNamespace(NAMESPACE)
                        .withName(log)
                        .editStatus(
                            l -> {
                              l.setStatus(lost);
                              return l;
                            })
                    != null);
  }

  private List<Event> events(String reason) {
    return bench.client().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
        .filter(event -> event.getReason().equals(reason))
        .toList();
  }
}
