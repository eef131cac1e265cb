package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkaaudit.broker.BrokerOptions;
import io.kafkaaudit.broker.BrokerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What administrators do by the APIs of clients and brokers, beside clients that do the same. */
class AdministrativeActsIT {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);
  private static final List<String> APIS =
      List.of("OffsetCommit", "InitProducerId", "LeaveGroup", "WriteTxnMarkers");

  /** Answers after which clients ask again, as often as the timing has it. */
  private static final Set<String> RETRIED =
      Set.of(
          "NOT_COORDINATOR",
          "COORDINATOR_NOT_AVAILABLE",
          "COORDINATOR_LOAD_IN_PROGRESS",
          "CONCURRENT_TRANSACTIONS",
          "REBALANCE_IN_PROGRESS");

  @TempDir Path directory;

  @ParameterizedTest(name = "Kafka {0}, authorizer: {1}")
  @CsvSource({"4.3.1, true", "3.9.2, false"})
  void whatChangesStateLeavesAnEvent(String version, boolean authorizer) throws Exception {
    try (Audit audit = new Audit(version, directory)) {
      audit.writeSettings();
      audit.writeWriterKey();
      Certificates authority = new Certificates("ours");
      try (BrokerProcess broker =
          BrokerProcess.start(
              options(version, authorizer, authority.sign("CN=localhost"), authority)
                  .agent(Audit.AGENT_JAR, audit.agentDirectory),
              directory.resolve("audited"))) {
        try (Admin admin = Admin.create(Audit.root(broker))) {
          administer(broker, admin);
        }
        if (authorizer) {
          try (Admin admin = Admin.create(Audit.scram(broker, "alice", "alice-secret"))) {
            Script.end(admin.createAcls(Acls.writer("User:x", "y")).all());
          }
        }
        failHandshake(broker, new Certificates("theirs"));
        awaitStatusAfterARequest(audit);
      }
      List<JsonNode> events = audit.awaitEvents(all -> Audit.hasLifecycle(all, "stop"));

      assertThat(acts(events))
          .containsExactlyInAnyOrder(
              "producer InitProducerId /transactional-id=tx SUCCESS",
              "admin OffsetCommit /group=reset SUCCESS",
              "admin InitProducerId /transactional-id=tx SUCCESS",
              "admin WriteTxnMarkers /topic=t SUCCESS",
              "admin LeaveGroup /group=members SUCCESS");
      assertThat(events)
          .filteredOn(e -> APIS.contains(method(e)))
          .allSatisfy(
              e ->
                  assertThat(e.at("/data/authorizationInfo/granted").asBoolean())
                      .isEqualTo(authorizer));
      assertThat(events)
          .filteredOn(e -> e.path("subject").asText().endsWith("/topic=only-asked"))
          .singleElement()
          .matches(e -> e.at("/data/request/validateOnly").asBoolean());
      assertThat(failedLogins(events)).containsExactly("SASL_SSL: SSL handshake failed");
      assertThat(lastStatus(audit).at("/data/coverageGaps")).isEmpty();
      if (authorizer) {
        assertThat(events)
            .filteredOn(e -> method(e).equals("CreateAcls"))
            .isNotEmpty()
            .allSatisfy(
                e ->
                    assertThat(e.at("/data/result/message").asText())
                        .isEqualTo("Request needs ALTER permission."));
        assertThat(lastStatus(audit).at("/data/notes")).isEmpty();
      } else {
        assertThat(lastStatus(audit).at("/data/notes/0").asText()).contains("no authorizer");
      }
      events.forEach(EventSchema::knowsEveryFieldOf);
      assertThat(audit.report().isAccountedFor()).as(audit.report().table()).isTrue();
    }
  }

  /** One listener for brokers and clients, another one by SASL_SSL. */
  private BrokerOptions options(
      String version, boolean authorizer, Certificates.Signed server, Certificates authority)
      throws Exception {
    Path keyStore = directory.resolve("broker.pem");
    Path trustStore = directory.resolve("authority.pem");
    Files.writeString(keyStore, server.keyPem() + server.certificatePem());
    Files.writeString(trustStore, authority.authorityPem());
    return BrokerOptions.of(Audit.version(version))
        .authorizer(authorizer)
        .scramUser("alice", "alice-secret")
        .mutualTls(keyStore, trustStore)
        .property(
            "listener.security.protocol.map",
            "EXTERNAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT,TLS:SASL_SSL")
        .property("listener.name.tls.ssl.client.auth", "none")
        .property("listener.name.tls.sasl.enabled.mechanisms", "SCRAM-SHA-512")
        .property(
            "listener.name.tls.scram-sha-512.sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required;");
  }

  private static void administer(BrokerProcess broker, Admin admin) throws Exception {
    admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
    admin
        .createTopics(
            List.of(new NewTopic("only-asked", 1, (short) 1)),
            new CreateTopicsOptions().validateOnly(true))
        .all()
        .get();
    admin
        .alterConsumerGroupOffsets("reset", Map.of(PARTITION, new OffsetAndMetadata(0)))
        .all()
        .get();
    produceInATransaction(broker);
    Collection<ProducerState> producers =
        admin
            .describeProducers(List.of(PARTITION))
            .partitionResult(PARTITION)
            .get()
            .activeProducers();
    ProducerState producer = producers.iterator().next();
    admin.fenceProducers(List.of("tx")).all().get();
    admin
        .abortTransaction(
            new AbortTransactionSpec(
                PARTITION, producer.producerId(), (short) producer.producerEpoch(), 0))
        .all()
        .get();
    leaveByOneself(broker);
    removeMember(broker, admin);
  }

  private static void produceInATransaction(BrokerProcess broker) throws Exception {
    Properties properties = Audit.root(broker);
    properties.put("transactional.id", "tx");
    properties.put("client.id", "producer");
    try (var producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      for (int i = 0; i < 2; i++) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("t", new byte[1])).get();
        producer.commitTransaction();
      }
    }
  }

  /** A member that commits and leaves does nothing that an administrator does. */
  private static void leaveByOneself(BrokerProcess broker) {
    try (var consumer = member(broker)) {
      consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(1)));
    }
  }

  private static void removeMember(BrokerProcess broker, Admin admin) throws Exception {
    try (var consumer = member(broker)) {
      admin
          .removeMembersFromConsumerGroup("members", new RemoveMembersFromConsumerGroupOptions())
          .all()
          .get();
    }
  }

  private static KafkaConsumer<byte[], byte[]> member(BrokerProcess broker) {
    Properties properties = Audit.root(broker);
    properties.put("group.id", "members");
    properties.put("client.id", "reader");
    properties.put("enable.auto.commit", "false");
    var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(List.of("t"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              consumer.poll(Duration.ofMillis(100));
              return !consumer.assignment().isEmpty();
            });
    return consumer;
  }

  private static void failHandshake(BrokerProcess broker, Certificates trusted) throws Exception {
    Properties properties = Audit.scram(broker, "alice", "alice-secret");
    properties.put("bootstrap.servers", broker.tlsBootstrapServers());
    properties.put("security.protocol", "SASL_SSL");
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.certificates", trusted.authorityPem());
    try (Admin admin = Admin.create(properties)) {
      Script.end(admin.describeCluster().nodes());
    }
  }

  /** The first status may come before the first request. */
  private static void awaitStatusAfterARequest(Audit audit) {
    int before = audit.statuses().size();
    await().atMost(Duration.ofSeconds(30)).until(() -> audit.statuses().size() >= before + 2);
  }

  private static JsonNode lastStatus(Audit audit) {
    List<JsonNode> statuses = audit.statuses();
    return statuses.get(statuses.size() - 1);
  }

  private static List<String> acts(List<JsonNode> events) {
    List<String> acts = new ArrayList<>();
    for (JsonNode event : events) {
      if (APIS.contains(method(event))
          && !RETRIED.contains(event.at("/data/result/errorName").asText())) {
        String subject = event.path("subject").asText();
        acts.add(
            event.at("/data/request/clientId").asText().replaceAll("client-[0-9]+", "")
                + " "
                + method(event)
                + " "
                + subject.substring(subject.lastIndexOf('/'))
                + " "
                + event.at("/data/result/status").asText()
                + event.at("/data/result/errorName").asText());
      }
    }
    return acts;
  }

  private static String method(JsonNode event) {
    return event.at("/data/methodName").asText().replace("kafka.", "");
  }

  private static TreeSet<String> failedLogins(List<JsonNode> events) {
    return events.stream()
        .filter(e -> e.path("type").asText().endsWith("/authentication"))
        .filter(e -> e.at("/data/result/status").asText().equals("FAILURE"))
        .map(
            e ->
                e.at("/data/authenticationInfo/metadata/mechanism").asText()
                    + ": "
                    + e.at("/data/result/message").asText().replaceAll("failed:.*", "failed"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
