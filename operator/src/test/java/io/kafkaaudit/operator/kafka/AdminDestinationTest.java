package io.kafkaaudit.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.embedded.EmbeddedKafka;
import io.kafkaaudit.operator.kafka.AclPlan.Access;
import io.kafkaaudit.operator.kafka.Destination.PartitionStart;
import io.kafkaaudit.operator.kafka.KafkaFailure.Reason;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every call against a real Kafka, with an admin of exactly the documented rights. */
class AdminDestinationTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void aTopicIsCreatedChangedAndDeleted() throws Exception {
    try (Destination destination = admin("topics")) {
      TopicPlan.Wanted wanted = TopicPlan.auditTopic("topics", 2, 1, Duration.ofHours(2), Map.of());
      assertThat(destination.topic("topics")).isNull();
      assertThat(destination.isAbsent(wanted)).isTrue();
      destination.apply(wanted, TopicPlan.of(wanted, null, false));
      await().until(() -> destination.topic("topics") != null);
      await().until(() -> TopicPlan.of(wanted, destination.topic("topics"), false).isDone());

      TopicPlan.Wanted more = TopicPlan.auditTopic("topics", 3, 1, Duration.ofHours(3), Map.of());
      destination.apply(more, TopicPlan.of(more, destination.topic("topics"), false));
      await().until(() -> TopicPlan.of(more, destination.topic("topics"), false).isDone());

      assertThat(destination.isAbsent(more)).isFalse();
      assertThat(destination.topic("topics").leaderless()).isEmpty();
      destination.deleteTopic("topics");
      await().until(() -> destination.topic("topics") == null);
      destination.deleteTopic("topics");
    }
  }

  @Test
  void whatATopicTakesOnDiskIsAskedForRarely() throws Exception {
    try (Destination destination = admin("sizes");
        Admin root = kafka.root();
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(
                kafka.client("root", "root-secret"),
                new StringSerializer(),
                new StringSerializer())) {
      root.createTopics(List.of(new NewTopic("sizes", 2, (short) 1))).all().get();
      producer.send(new ProducerRecord<>("sizes", 0, "key", "x".repeat(5_000))).get();
      producer.send(new ProducerRecord<>("sizes", 1, "key", "x".repeat(5_000))).get();
      OptionalLong bytes = destination.storedBytes("sizes");
      assertThat(bytes.orElseThrow()).isBetween(10_000L, 11_000L);
      root.createTopics(List.of(new NewTopic("made-later", 1, (short) 1))).all().get();
      producer.send(new ProducerRecord<>("sizes", 0, "key", "more")).get();
      assertThat(destination.storedBytes("sizes")).isEqualTo(bytes);
      assertThat(destination.storedBytes("made-later")).as("not 0, unknown").isEmpty();
    }
  }

  @Test
  void aKeyLivesAndDies() throws Exception {
    try (Destination destination = admin("keys")) {
      TopicPlan.Wanted wanted = TopicPlan.auditTopic("keys", 1, 1, Duration.ofHours(2), Map.of());
      TopicPlan.Wanted status = TopicPlan.statusTopic("keys-agents", 1);
      destination.apply(wanted, TopicPlan.of(wanted, null, false));
      destination.apply(status, TopicPlan.of(status, null, false));
      String prefix = KeyIds.prefix(destination.clusterId(), "keys");
      String writer = prefix + "WWWWWWWWWW";
      String key = prefix + "AAAAAAAAAA";
      destination.upsertKey(writer, "writersecret");
      destination.upsertKey(key, "keysecret");
      destination.allowGroups(key, "audit_kafka_siem_");
      Access access =
          new Access(
              "keys", "User:admin-keys", prefix, writer, Map.of(key, "audit_kafka_siem_"), true);
      destination.apply(destination.aclPlan(access, Set.of()));
      await().until(() -> destination.aclPlan(access, Set.of()).isDone());
      assertThat(destination.keys(prefix).users()).containsExactlyInAnyOrder(writer, key);

      ClientConfigFiles files =
          new ClientConfigFiles(kafka.bootstrapServers(), null, key, "keysecret");
      await().untilAsserted(() -> assertThat(destination.probe(files, "keys")).isEmpty());
      assertThat(destination.keys(prefix).groups()).containsExactly(key);
      ClientConfigFiles guide =
          new ClientConfigFiles(kafka.bootstrapServers(), null, writer, "writersecret");
      assertThat(destination.knowing(key, guide, "keys").knowing())
          .as("a user that is there, without its password")
          .containsExactly(kafka.bootstrapServers());
      assertThat(destination.knowing(prefix + "BBBBBBBBBB", guide, "keys").unconfirmed()).isEmpty();
      produce(guide);
      Properties consumer =
          load(files.consumer("keys", "audit_kafka_siem_main", "/m").get("client.properties"));
      consumer.setProperty("auto.offset.reset", "earliest");
      try (var reader =
          new KafkaConsumer<>(consumer, new StringDeserializer(), new StringDeserializer())) {
        reader.subscribe(List.of("keys"));
        await().until(() -> reader.poll(Duration.ofMillis(200)).count() == 1);
        Instant now = Instant.now();
        assertThat(destination.starts("keys", List.of(0), now.minusSeconds(600)))
            .as("the record is that young")
            .isEqualTo(Map.of(0, new PartitionStart(0, 0, 1)));
        assertThat(destination.starts("keys", List.of(0), now.plusSeconds(600)))
            .as("none is, so that the end counts")
            .isEqualTo(Map.of(0, new PartitionStart(0, 1, 1)));

        Access nobody = new Access("keys", "User:admin-keys", prefix, writer, Map.of(), true);
        destination.apply(destination.aclPlan(nobody, Set.of()));
        await()
            .untilAsserted(
                () ->
                    assertThatThrownBy(() -> reader.poll(Duration.ofMillis(200)))
                        .as("an open connection loses access as well")
                        .isInstanceOf(TopicAuthorizationException.class));
      }
      destination.deleteKey(key);
      destination.denyGroups(key);
      destination.deleteKey(key);
      await().until(() -> destination.keys(prefix).all().equals(Set.of(writer)));
      await()
          .untilAsserted(
              () ->
                  assertThat(destination.probe(files, "keys").values())
                      .containsExactly("AuthenticationFailed"));
      assertThat(destination.knowing(key, guide, "keys").unconfirmed()).isEmpty();
      assertThat(knowingByDeadAddress(destination, key, guide).silent())
          .as("who does not answer is named")
          .containsExactly("127.0.0.1:1");
    }
  }

  private static KnownAt knowingByDeadAddress(
      Destination destination, String key, ClientConfigFiles guide) {
    return destination.knowing(
        key,
        new ClientConfigFiles(
            guide.bootstrapServers() + ",127.0.0.1:1", null, guide.user(), guide.password()),
        "keys");
  }

  /** Why a revocation does not expire tokens: docs/security.md. */
  @Test
  void anOpenSessionOfARemovedKeyStillMakesTokens() throws Exception {
    try (Destination destination = admin("tokens")) {
      String key = KeyIds.prefix(destination.clusterId(), "tokens") + "TTTTTTTTTT";
      destination.upsertKey(key, "keysecret");
      ClientConfigFiles files =
          new ClientConfigFiles(kafka.bootstrapServers(), null, key, "keysecret");
      await()
          .untilAsserted(
              () ->
                  assertThat(destination.probe(files, "tokens").values())
                      .as("it logs in and may not see the topic")
                      .doesNotContain("AuthenticationFailed"));
      try (Admin session = Admin.create(load(files.writer().get("writer.properties")))) {
        session.createDelegationToken().delegationToken().get();
        destination.deleteKey(key);
        await()
            .untilAsserted(
                () ->
                    assertThat(destination.probe(files, "tokens").values())
                        .containsExactly("AuthenticationFailed"));
        assertThat(
                session.createDelegationToken().delegationToken().get().tokenInfo().ownerAsString())
            .isEqualTo("User:" + key);
      }
    }
  }

  @Test
  void errorsAreReasonsThatAPersonUnderstands() throws Exception {
    try (Destination destination = admin("errors")) {
      TopicPlan.Wanted wanted = TopicPlan.auditTopic("errors", 1, 3, Duration.ofHours(2), Map.of());
      fails(
          Reason.InvalidReplicationFactor,
          "write a topic.replicas",
          () -> destination.apply(wanted, TopicPlan.of(wanted, null, false)));
      TopicPlan.Wanted odd =
          TopicPlan.auditTopic(
              "errors", 1, 1, Duration.ofHours(2), Map.of("compression.type", "magic"));
      fails(
          Reason.InvalidTopicConfig,
          "mend topic.configs",
          () -> destination.apply(odd, TopicPlan.of(odd, null, false)));
      TopicPlan.Wanted foreign =
          TopicPlan.auditTopic("foreign", 1, 1, Duration.ofHours(2), Map.of());
      fails(
          Reason.NotAuthorized,
          "a right is missing",
          () -> destination.apply(foreign, TopicPlan.of(foreign, null, false)));
      TopicPlan.Wanted twice = TopicPlan.auditTopic("errors", 1, 1, Duration.ofHours(2), Map.of());
      try (Admin root = kafka.root()) {
        root.createTopics(List.of(new NewTopic("errors", 1, (short) 1))).all().get();
      }
      fails(
          Reason.TopicExists,
          "exists",
          () -> destination.apply(twice, TopicPlan.of(twice, null, false)));
    }
    Properties wrong = kafka.client("admin-errors", "wrong");
    try (Destination destination = new AdminDestination(properties(wrong), TIMEOUT)) {
      fails(Reason.AuthenticationFailed, "check username and password", destination::clusterId);
    }
    wrong.setProperty("bootstrap.servers", "localhost:1");
    try (Destination destination = new AdminDestination(properties(wrong), Duration.ofSeconds(1))) {
      fails(Reason.DestinationUnreachable, "check bootstrap.servers", destination::clusterId);
    }
    wrong.setProperty("bootstrap.servers", "no-such-host.invalid:9092");
    AdminProperties nowhere = properties(wrong);
    fails(
        Reason.DestinationUnreachable,
        "check the names",
        () -> new AdminDestination(nowhere, TIMEOUT).close());
  }

  @Test
  void aClusterWithoutAuthorizerSaysSo() throws Exception {
    try (EmbeddedKafka open = EmbeddedKafka.start(directory.resolve("open"), false);
        Destination destination =
            new AdminDestination(properties(open.client("root", "root-secret")), TIMEOUT)) {
      Access access = new Access("t", "User:root", "KAAAAA", "KAAAAAWWWWWWWWWW", Map.of(), true);
      fails(
          Reason.AuthorizerDisabled,
          "set authorizer.class.name",
          () -> destination.aclPlan(access, Set.of()));
    }
  }

  private static void fails(Reason reason, String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            KafkaFailure.class, failure -> assertThat(failure.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  private static Destination admin(String topic) throws Exception {
    Properties client = kafka.operatorAdmin("admin-" + topic, "secret", topic, true);
    Destination destination = new AdminDestination(properties(client), TIMEOUT);
    await()
        .ignoreExceptions()
        .until(
            () -> {
              destination.aclPlan(
                  new Access(topic, "User:x", "KAAAAA", "KAAAAAWWWWWWWWWW", Map.of(), true),
                  Set.of());
              return !destination.clusterId().isEmpty();
            });
    return destination;
  }

  private static AdminProperties properties(Properties client) throws Exception {
    StringWriter text = new StringWriter();
    client.store(text, null);
    return AdminProperties.parse(text.toString());
  }

  private static Properties load(String text) throws Exception {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return properties;
  }

  private static void produce(ClientConfigFiles writer) throws Exception {
    Properties client = load(writer.writer().get("writer.properties"));
    client.setProperty("max.block.ms", "10000");
    await()
        .ignoreExceptions()
        .until(
            () -> {
              try (var producer =
                  new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
                return producer.send(new ProducerRecord<>("keys", "k", "v")).get().offset() >= 0;
              }
            });
  }
}
