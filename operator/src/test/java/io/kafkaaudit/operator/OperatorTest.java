package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.EmbeddedKafka;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.operator.kafka.AdminDestination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.management.KafkaAuditOperator;
import io.kafkaaudit.operator.management.OperatorSettings;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole operator on the mock API server, with a real Kafka and the least-privilege admin. */
class OperatorTest {
  private static final String NAMESPACE = "security";
  private static final Duration LONG = Duration.ofSeconds(40);

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static Admin root;

  private final MutableClock clock = new MutableClock();
  private MockKubernetes kubernetes;
  private KubernetesClient client;
  private KafkaAuditOperator operator;

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
    kubernetes = MockKubernetes.start();
    client = kubernetes.client();
    startOperator();
  }

  @AfterEach
  void stop() {
    operator.stop();
    kubernetes.close();
  }

  private void startOperator() {
    operator =
        new KafkaAuditOperator(
            client,
            new OperatorSettings(
                "kafka-audit",
                Set.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                0,
                false,
                false),
            new DestinationConnections(a -> new AdminDestination(a, Duration.ofSeconds(10))),
            clock);
    operator.start();
  }

  @Test
  void aCredentialLivesRotatesAndDies() throws Exception {
    applyLog("life", 2);
    applyCredential("siem", "life");
    awaitReady("siem");
    Secret secret = secret("siem");
    String first = OwnedObjects.entry(secret, "username");
    produce("life", "hello");
    String writer =
        OwnedObjects.entry(
            client.secrets().inNamespace(NAMESPACE).withName("life-kafka-audit-writer").get(),
            "username");
    assertThat(users()).contains(first, writer);
    assertThat(consume(secret, "life")).isEqualTo("hello");

    annotate("siem", "kafkaaudit.io/rotate", "now");
    await().atMost(LONG).until(() -> !first.equals(OwnedObjects.entry(secret("siem"), "username")));
    awaitReady("siem");
    await().atMost(LONG).until(() -> log("life").getStatus().getKeys().size() == 2);
    assertThat(consume(secret, "life")).as("the old key in overlap").isEqualTo("hello");
    assertThat(consume(secret("siem"), "life")).isEqualTo("hello");

    await().atMost(LONG).until(() -> keyState(first).equals("Retiring"));
    clock.add(Duration.ofHours(2));
    await().atMost(LONG).until(() -> !users().contains(first));
    await().atMost(LONG).until(() -> log("life").getStatus().getKeys().size() == 1);
    assertThatThrownBy(() -> consume(secret, "life"))
        .isInstanceOf(org.apache.kafka.common.errors.SaslAuthenticationException.class);

    String second = OwnedObjects.entry(secret("siem"), "username");
    client.resources(AuditCredential.class).inNamespace(NAMESPACE).withName("siem").delete();
    await().atMost(LONG).until(() -> credential("siem") == null);
    assertThat(users()).doesNotContain(first, second);
    assertNothingOf(Set.of(first, second));

    client.resources(AuditLog.class).inNamespace(NAMESPACE).withName("life").delete();
    await().atMost(LONG).until(() -> log("life") == null);
    assertThat(users()).doesNotContain(writer);
    assertThat(root.listTopics().names().get()).as("retained").contains("life");
    assertThat(client.secrets().inNamespace("kafka-audit").list().getItems()).isEmpty();
  }

  @Test
  void theKeyLimitHolds() throws Exception {
    applyLog("limited", 1);
    applyCredential("one", "limited");
    awaitReady("one");
    applyCredential("two", "limited");
    await().atMost(LONG).until(() -> reason("two", "Granted").equals("KeyLimitReached"));
    assertThat(condition(credential("two").getStatus().getConditions(), "Granted").getMessage())
        .contains("security/one");
    annotate("one", "kafkaaudit.io/rotate", "now");
    await().atMost(LONG).until(() -> reason("one", "RotationCurrent").equals("RotationBlocked"));
    client.resources(AuditCredential.class).inNamespace(NAMESPACE).withName("one").delete();
    awaitReady("two");
  }

  @Test
  void wrongAdminSecretsAndForeignSecretsAreNamed() throws Exception {
    applyLog("named", 2);
    await().atMost(LONG).until(() -> "True".equals(ready("named")));
    client
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
    await().atMost(LONG).until(() -> reason("taken", "Granted").equals("SecretConflict"));
    assertThat(log("named").getStatus().getKeys()).isNullOrEmpty();

    applyCredential("lonely", "absent");
    await().atMost(LONG).until(() -> reason("lonely", "Granted").equals("AuditLogNotFound"));

    client
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
        .atMost(LONG)
        .until(
            () ->
                condition(log("named").getStatus().getConditions(), "Accepted")
                    .getReason()
                    .equals("UnsupportedClientProperty"));
    assertThat(condition(log("named").getStatus().getConditions(), "Accepted").getMessage())
        .contains("config.providers");
  }

  private void applyLog(String name, int limit) throws Exception {
    StringWriter text = new StringWriter();
    kafka.operatorAdmin("admin" + name, "secret" + name, name, true).store(text, null);
    client
        .secrets()
        .resource(
            new SecretBuilder()
                .withMetadata(
                    new ObjectMetaBuilder()
                        .withNamespace(NAMESPACE)
                        .withName(name + "-admin")
                        .addToLabels("kafkaaudit.io/role", "destination-admin")
                        .build())
                .withData(OwnedObjects.encode(Map.of("client.properties", text.toString())))
                .build())
        .create();
    client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: kafkaaudit.io/v1alpha1
                kind: AuditLog
                metadata: {name: %s, namespace: security}
                spec:
                  cluster: {podSelector: {matchLabels: {app: kafka}}}
                  destination: {admin: {secretRef: {name: %s-admin}}}
                  topic: {name: %s, partitions: 1, replicas: 1, retention: 7d}
                  access: {keyLimit: %d}
                """
                    .formatted(name, name, name, limit),
                AuditLog.class))
        .create();
  }

  private void applyCredential(String name, String log) {
    client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: kafkaaudit.io/v1alpha1
                kind: AuditCredential
                metadata: {name: %s, namespace: security}
                spec:
                  auditLogRef: {name: %s}
                  secretName: %s-secret
                  rotation: {interval: 30d, overlap: 1h, strategy: Overlap}
                """
                    .formatted(name, log, name),
                AuditCredential.class))
        .create();
  }

  private void awaitReady(String credential) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(reason(credential, "Ready"))
                    .as(Serialization.asYaml(credential(credential).getStatus()))
                    .isEqualTo("AllReady"));
  }

  private void annotate(String credential, String name, String value) {
    client
        .resources(AuditCredential.class)
        .inNamespace(NAMESPACE)
        .withName(credential)
        .edit(
            c -> {
              c.getMetadata().setAnnotations(Map.of(name, value));
              return c;
            });
  }

  private AuditLog log(String name) {
    return client.resources(AuditLog.class).inNamespace(NAMESPACE).withName(name).get();
  }

  private AuditCredential credential(String name) {
    return client.resources(AuditCredential.class).inNamespace(NAMESPACE).withName(name).get();
  }

  private Secret secret(String credential) {
    return client.secrets().inNamespace(NAMESPACE).withName(credential + "-secret").get();
  }

  private String ready(String log) {
    AuditLog found = log(log);
    return found.getStatus() == null || found.getStatus().getConditions() == null
        ? ""
        : condition(found.getStatus().getConditions(), "Ready").getStatus();
  }

  private String reason(String credential, String type) {
    AuditCredential found = credential(credential);
    return found.getStatus() == null || found.getStatus().getConditions() == null
        ? ""
        : condition(found.getStatus().getConditions(), type).getReason();
  }

  private String keyState(String id) {
    return log("life").getStatus().getKeys().stream()
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
        client.secrets().inNamespace(NAMESPACE).withName(topic + "-kafka-audit-writer").get();
    Properties properties = new Properties();
    properties.load(new StringReader(OwnedObjects.entry(writer, "writer.properties")));
    try (var producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  /** With nothing but the Secret's client.properties. */
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
          return got.value();
        }
      }
    }
    return "";
  }
}
