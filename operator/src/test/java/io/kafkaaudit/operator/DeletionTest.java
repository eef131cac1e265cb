package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.crd.TopicDeletion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

/** What a deleted AuditLog leaves: what was asked for, and nothing else. */
class DeletionTest extends OnOperatorBench {
  DeletionTest() {
    super(Duration.ofMillis(300));
  }

  @Test
  void topicsGoWhenThePolicySaysSo() throws Exception {
    bench.applyReady("temporary");
    bench.edit(
        "temporary", log -> log.getSpec().getDeletionPolicy().setTopic(TopicDeletion.Delete));
    delete("temporary");
    await().atMost(LONG).until(() -> !topics().contains("temporary"));
    assertThat(topics()).doesNotContain("temporary-agents");
    assertThat(bench.users("temporary")).isEmpty();
  }

  @Test
  void aTopicThatSomebodyPutInItsPlaceStays() throws Exception {
    bench.applyReady("usurped");
    bench.edit("usurped", log -> log.getSpec().getDeletionPolicy().setTopic(TopicDeletion.Delete));
    bench.stop();
    root.deleteTopics(List.of("usurped")).all().get();
    root.createTopics(List.of(new NewTopic("usurped", 1, (short) 1))).all().get();
    await().atMost(LONG).until(() -> topics().contains("usurped"));
    bench.start();
    delete("usurped");
    assertThat(topics()).contains("usurped");
    assertThat(bench.users("usurped")).as("keys are revoked all the same").isEmpty();
  }

  @Test
  void withoutTheKeyringsCopyTheUsersSecretServes() throws Exception {
    bench.applyReady("copyless");
    assertThat(bench.users("copyless")).hasSize(1);
    bench.stop();
    bench.client().secrets().inNamespace(OperatorBench.OPERATOR_NAMESPACE).delete();
    bench.deleteLog("copyless");
    bench.start();
    await().atMost(LONG).until(() -> bench.log("copyless") == null);
    assertThat(bench.users("copyless")).isEmpty();
    assertThat(bench.principals("copyless")).isEmpty();
  }

  @Test
  void withoutTheUsersSecretTheKeyringsCopyServes() throws Exception {
    bench.applyReady("secretless");
    bench
        .client()
        .secrets()
        .inNamespace(OperatorBench.NAMESPACE)
        .withName("secretless-admin")
        .delete();
    delete("secretless");
    assertThat(bench.users("secretless")).isEmpty();
    assertThat(bench.keyring("")).isEmpty();
  }

  @Test
  void keysAreRevokedAlthoughTheNamespacesSecretsMayNotBeReadAnyMore() throws Exception {
    bench.applyReady("rightless");
    bench.forbid("/namespaces/" + OperatorBench.NAMESPACE + "/secrets");
    delete("rightless");
    assertThat(bench.users("rightless")).isEmpty();
    assertThat(bench.principals("rightless")).isEmpty();
  }

  @Test
  void ofTwoForOneTopicTheOlderHasItAndTheOtherMayAdoptItAfterwards() throws Exception {
    bench.applyReady("shared");
    Instant made = Instant.parse(bench.log("shared").getMetadata().getCreationTimestamp());
    await().atMost(LONG).until(() -> Instant.now().getEpochSecond() > made.getEpochSecond() + 1);
    bench.applyLog("second", "shared", 2);
    await().atMost(LONG).until(() -> bench.logReason("second", "Accepted").equals("TopicConflict"));
    assertThat(OperatorBench.message(bench.log("second").getStatus().getConditions(), "Accepted"))
        .contains("AuditLog security/shared");
    bench.edit(
        "second",
        log -> log.getMetadata().setAnnotations(Map.of("kafkaaudit.io/adopt-topic", "shared")));
    await()
        .during(Duration.ofSeconds(1))
        .atMost(LONG)
        .until(() -> bench.logReason("second", "Accepted").equals("TopicConflict"));
    assertThat(bench.logReason("shared", "Ready")).isEqualTo("AllReady");
    Set<String> keys = bench.users("shared");

    delete("shared");
    await().atMost(LONG).until(() -> bench.logReason("second", "Ready").equals("AllReady"));
    assertThat(bench.users("shared")).hasSize(1).doesNotContainAnyElementsOf(keys);
  }

  private void delete(String log) {
    bench.deleteLog(log);
    await().atMost(LONG).until(() -> bench.log(log) == null);
  }

  private static Set<String> topics() throws Exception {
    return root.listTopics().names().get();
  }
}
