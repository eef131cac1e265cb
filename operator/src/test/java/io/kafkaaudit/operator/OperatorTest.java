package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** The whole operator on the mock API server, with a real Kafka and the least-privilege admin. */
class OperatorTest extends OnOperatorBench {
  private static final String NAMESPACE = AuditResources.NAMESPACE;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  OperatorTest() {
    super(Duration.ofSeconds(1));
  }

  @Test
  void aCredentialLivesRotatesAndDies() throws Exception {
    applyLog("life", 2);
    applyCredential("siem", "life");
    awaitReady("siem");
    Secret secret = bench.secret("siem");
    String first = OwnedObjects.entry(secret, "username");
    produce("life", "hello");
    String writer =
        OwnedObjects.entry(
            bench
                .client()
                .secrets()
                .inNamespace(NAMESPACE)
                .withName("life-kafka-audit-writer")
                .get(),
            "username");
    assertThat(users()).contains(first, writer);
    assertThat(consume(secret, "life")).isEqualTo("hello");

    bench.rotate("siem", "now");
    await()
        .atMost(PATIENCE)
        .until(() -> !first.equals(OwnedObjects.entry(bench.secret("siem"), "username")));
    awaitReady("siem");
    await().atMost(PATIENCE).until(() -> bench.log("life").getStatus().getKeys().size() == 2);
    assertThat(consume(secret, "life")).as("the old key in overlap").isEqualTo("hello");
    assertThat(consume(bench.secret("siem"), "life")).isEqualTo("hello");

    await().atMost(PATIENCE).until(() -> keyState(first).equals("Retiring"));
    bench.clock().forward(Duration.ofHours(2));
    await().atMost(PATIENCE).until(() -> !users().contains(first));
    await().atMost(PATIENCE).until(() -> bench.log("life").getStatus().getKeys().size() == 1);
    assertThatThrownBy(() -> consume(secret, "life"))
        .isInstanceOf(org.apache.kafka.common.errors.SaslAuthenticationException.class);

    String second = OwnedObjects.entry(bench.secret("siem"), "username");
    bench.deleteCredential("siem");
    await().atMost(PATIENCE).until(() -> bench.credential("siem") == null);
    assertThat(users()).doesNotContain(first, second);
    assertNothingOf(Set.of(first, second));

    bench.deleteLog("life");
    await().atMost(PATIENCE).until(() -> bench.log("life") == null);
    assertThat(users()).doesNotContain(writer);
    assertThat(root.listTopics().names().get()).as("retained").contains("life");
    assertThat(bench.client().secrets().inNamespace("kafka-audit").list().getItems()).isEmpty();
  }

  @Test
  void theKeyLimitHolds() throws Exception {
    applyLog("limited", 1);
    applyCredential("one", "limited");
    awaitReady("one");
    applyCredential("two", "limited");
    await().atMost(PATIENCE).until(() -> bench.reason("two", "Granted").equals("KeyLimitReached"));
    assertThat(
            condition(bench.credential("two").getStatus().getConditions(), "Granted").getMessage())
        .contains("security/one");
    bench.rotate("one", "now");
    await()
        .atMost(PATIENCE)
        .until(() -> bench.reason("one", "RotationCurrent").equals("RotationBlocked"));
    bench.deleteCredential("one");
    awaitReady("two");
  }

  @Test
  void wrongAdminSecretsAndForeignSecretsAreNamed() throws Exception {
    applyLog("named", 2);
    await().atMost(PATIENCE).until(() -> "True".equals(ready("named")));
    bench
        .client()
        .secrets()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("taken-secret")
                .endMetadata()
                .build())
        .create();
    applyCredential("taken", "named");
    await().atMost(PATIENCE).until(() -> bench.reason("taken", "Granted").equals("SecretConflict"));
    assertThat(bench.log("named").getStatus().getKeys()).isNullOrEmpty();

    applyCredential("lonely", "absent");
    await()
        .atMost(PATIENCE)
        .until(() -> bench.reason("lonely", "Granted").equals("AuditLogNotFound"));

    bench
        .client()
        .secrets()
        .inNamespace(NAMESPACE)
        .withName("named-admin")
        .edit(
            s ->
                new SecretBuilder(s)
                    .addToData(
                        OwnedObjects.encode(
                            Map.of(
                                "client.properties",
                                "bootstrap.servers=x:1\nconfig.providers=file\n")))
                    .build());
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                condition(bench.log("named").getStatus().getConditions(), "Accepted")
                    .getReason()
                    .equals("UnsupportedClientProperty"));
    assertThat(condition(bench.log("named").getStatus().getConditions(), "Accepted").getMessage())
        .contains("config.providers");
  }

  private void applyLog(String name, int limit) {
    bench.applyAdmin(name);
    bench.applyLog(name, limit);
  }

  private void applyCredential(String name, String log) {
    bench.applyCredential(name, log, "Overlap");
  }

  private void awaitReady(String credential) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(bench.reason(credential, "Ready"))
                    .as(Serialization.asYaml(bench.credential(credential).getStatus()))
                    .isEqualTo("AllReady"));
  }

  private String ready(String log) {
    AuditLog found = bench.log(log);
    return found.getStatus() == null || found.getStatus().getConditions() == null
        ? ""
        : condition(found.getStatus().getConditions(), "Ready").getStatus();
  }

  private String keyState(String id) {
    return bench.log("life").getStatus().getKeys().stream()
        .filter(key -> key.getId().equals(id))
        .map(key -> key.getState().name())
        .findFirst()
        .orElse("");
  }

  private static Condition condition(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> c.getType().equals(type)).findFirst().orElseThrow();
  }

  private static Set<String> users() throws Exception {
    return new TreeSet<>(root.describeUserScramCredentials().all().get().keySet());
  }

  private static void assertNothingOf(Set<String> keys) throws Exception {
    assertThat(root.describeAcls(AclBindingFilter.ANY).values().get())
        .noneMatch(acl -> keys.contains(acl.entry().principal().substring("User:".length())));
  }

  private void produce(String topic, String value) throws Exception {
    Secret writer =
        bench
            .client()
            .secrets()
            .inNamespace(NAMESPACE)
            .withName(topic + "-kafka-audit-writer")
            .get();
    Properties properties = new Properties();
    properties.load(new StringReader(OwnedObjects.entry(writer, "writer.properties")));
    try (var producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  /** With nothing but the Secret's client.properties. */
  /** What an agent wrote; the operator's own events are beside it. */
  private static String consume(Secret secret, String topic) throws Exception {
    Properties properties = new Properties();
    properties.load(new StringReader(OwnedObjects.entry(secret, "client.properties")));
    properties.setProperty("auto.offset.reset", "earliest");
    properties.setProperty("enable.auto.commit", "false");
    try (var consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (System.nanoTime() < end) {
        for (var got : consumer.poll(Duration.ofMillis(200))) {
          if (!got.value().contains("io.kafkaaudit.operator/request")) {
            return got.value();
          }
        }
      }
    }
    return "";
  }
}
