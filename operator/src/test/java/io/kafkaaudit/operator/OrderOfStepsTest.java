package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.crd.DestinationTls;
import io.kafkaaudit.crd.TrustedCertificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A step that fails stops nothing that does not need it: least of all that keys are revoked. */
class OrderOfStepsTest extends OnOperatorBench {
  OrderOfStepsTest() {
    super(Duration.ofMillis(300));
  }

  private String key;
  private String topic;

  @BeforeEach
  void aReaderWithAKey(TestInfo test) {
    topic = applyReadyWithReader(test);
    key = bench.key("reader");
  }

  @Test
  void aWrongConfigOfTheTopic() throws Exception {
    bench.edit(
        topic, log -> log.getSpec().getTopic().setConfigs(Map.of("compression.type", "zipp")));
    await()
        .atMost(LONG)
        .until(() -> bench.logReason(topic, "TopicReady").equals("InvalidTopicConfig"));
    foreignGrantIsRemoved();
    bench.applyCredential("second", topic, "Overlap");
    bench.awaitReady("second");
    keyIsRevokedAndItsSlotIsFree();
  }

  @Test
  void aCertificateThatIsNotThere() throws Exception {
    TrustedCertificate certificate = new TrustedCertificate();
    certificate.setSecretName("nowhere");
    certificate.setCertificate("ca.crt");
    DestinationTls tls = new DestinationTls();
    tls.setTrustedCertificates(List.of(certificate));
    bench.edit(topic, log -> log.getSpec().getDestination().setTls(tls));
    await()
        .atMost(LONG)
        .until(() -> bench.logReason(topic, "Accepted").equals("CertificateNotFound"));
    foreignGrantIsRemoved();
    bench.deleteCredential("reader");
    await().atMost(LONG).until(() -> !bench.users(topic).contains(key));
    await().atMost(LONG).until(() -> !bench.principals(topic).contains(key));
  }

  @Test
  void aRecordOfDeniesThatCannotBeReadOrWritten() throws Exception {
    bench.forbid("/secrets/kafka-audit-denials-");
    await()
        .atMost(LONG)
        .until(() -> bench.logReason(topic, "AccessReady").equals("ForbiddenByKubernetes"));
    keyIsRevokedAndItsSlotIsFree();
  }

  @Test
  void aLeakedKeyWhileTheTopicsConfigIsWrong() {
    bench.edit(
        topic, log -> log.getSpec().getTopic().setConfigs(Map.of("compression.type", "zipp")));
    await()
        .atMost(LONG)
        .until(() -> bench.logReason(topic, "TopicReady").equals("InvalidTopicConfig"));
    bench.revokeNow("reader", "leak");
    await().atMost(LONG).until(() -> !bench.users(topic).contains(key));
    await().atMost(LONG).until(() -> !bench.principals(topic).contains(key));
    await().atMost(LONG).until(() -> bench.secret("reader") == null);
    await().atMost(LONG).until(() -> bench.granted(topic).isEmpty());
  }

  @Test
  void aTopicThatSomebodyReplaced() throws Exception {
    root.deleteTopics(List.of(topic)).all().get();
    root.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    await()
        .atMost(LONG)
        .until(
            () ->
                Set.of("TopicReplaced", "AllReady").contains(bench.logReason(topic, "TopicReady"))
                    || bench.log(topic).getStatus().getTopic().getLosses() != null);
    keyIsRevokedAndItsSlotIsFree();
  }

  private void keyIsRevokedAndItsSlotIsFree() throws Exception {
    bench.deleteCredential("reader");
    await().atMost(LONG).until(() -> !bench.users(topic).contains(key));
    await().atMost(LONG).until(() -> !bench.granted(topic).contains(key));
    assertThat(bench.principals(topic)).doesNotContain(key);
  }

  private void foreignGrantIsRemoved() throws Exception {
    AclBinding foreign =
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
            new AccessControlEntry(
                "User:mallory", "*", AclOperation.WRITE, AclPermissionType.ALLOW));
    root.createAcls(List.of(foreign)).all().get();
    await()
        .atMost(LONG)
        .until(() -> root.describeAcls(foreign.toFilter()).values().get().isEmpty());
  }
}
