package io.kafkaaudit.brokertests;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import io.kafkaaudit.broker.BrokerOptions;
import io.kafkaaudit.broker.BrokerProcess;
import io.kafkaaudit.broker.BrokerVersion;
import io.kafkaaudit.broker.ClusterProcess;
import io.kafkaaudit.verifier.AuditVerifier;
import io.kafkaaudit.verifier.Report;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A destination broker, the directory of an agent that writes to it, and what arrived there. */
final class Audit implements AutoCloseable {
  static final String TOPIC = "audit-log-events";
  static final String WRITER = "KAWRITER";
  static final Path AGENT_JAR = Path.of(System.getProperty("agent.jar"));
  static final String WRITER_PASSWORD = "writer-secret";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  final BrokerProcess destination;
  final Path agentDirectory;

  /** Topics are read again and again; what was seen to be good is not looked at again. */
  private final Map<String, JsonNode> checked = new HashMap<>();

  Audit(String version, Path directory) throws Exception {
    this(version, directory, false);
  }

  /**
   * @param ofItself whether the destination is the audited cluster as well
   */
  Audit(String version, Path directory, boolean ofItself) throws Exception {
    this(
        version,
        directory,
        options -> ofItself ? options.agent(AGENT_JAR, directory.resolve("agent")) : options);
  }

  /**
   * @param setUp of the destination
   */
  Audit(String version, Path directory, UnaryOperator<BrokerOptions> setUp) throws Exception {
    agentDirectory = Files.createDirectories(directory.resolve("agent"));
    BrokerOptions options = BrokerOptions.of(version(version)).scramUser(WRITER, WRITER_PASSWORD);
    destination = BrokerProcess.start(setUp.apply(options), directory.resolve("destination"));
    try (Admin admin = Admin.create(root(destination))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(TOPIC, 3, (short) 1),
                  new NewTopic(TOPIC + "-agents", 1, (short) 1)
                      .configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get();
      admin.createAcls(Acls.writer("User:" + WRITER, TOPIC)).all().get();
    }
  }

  static BrokerVersion version(String version) {
    return BrokerVersion.of(Path.of(System.getProperty("brokers")), version);
  }

  /** Settings that poll and report quickly, and further lines. */
  void writeSettings(String... lines) throws IOException {
    Files.writeString(
        agentDirectory.resolve("agent.properties"),
        "reload.interval.ms=200\nstatus.interval.ms=500\n" + String.join("\n", lines) + "\n");
  }

  void writeWriterKey() throws IOException {
    writeWriterKey(WRITER, WRITER_PASSWORD);
  }

  void writeWriterKey(String user, String password) throws IOException {
    Properties properties = scram(destination, user, password);
    properties.keySet().removeIf(key -> key.toString().contains("timeout"));
    StringWriter text = new StringWriter();
    properties.store(text, null);
    Files.writeString(agentDirectory.resolve("writer.properties"), text.toString());
    Files.writeString(agentDirectory.resolve("username"), user);
  }

  /** A client with the agents' key that is none of them. */
  Properties writer() {
    return scram(destination, WRITER, WRITER_PASSWORD);
  }

  /**
   * Every event of the audit topic now; each parses with the CloudEvents SDK and fits the schema.
   */
  List<JsonNode> events() {
    return eventsOf(TOPIC);
  }

  /** What agents said of themselves; as {@link #events()}. */
  List<JsonNode> statuses() {
    return eventsOf(TOPIC + "-agents");
  }

  private List<JsonNode> eventsOf(String topic) {
    List<JsonNode> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
      JsonNode event =
          checked.computeIfAbsent(
              new String(record.value(), StandardCharsets.UTF_8), Audit::checked);
      if (!event.path("agentid").asText().equals(new String(record.key()))) {
        throw new AssertionError("the record's key is not its agentid: " + event);
      }
      events.add(event);
    }
    return events;
  }

  private static JsonNode checked(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Objects.requireNonNull(EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE))
        .deserialize(bytes);
    try {
      JsonNode event = MAPPER.readTree(bytes);
      EventSchema.check(event);
      return event;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> awaitEvents(Predicate<List<JsonNode>> enough) {
    List<List<JsonNode>> last = new ArrayList<>(List.of(List.of()));
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              last.set(0, events());
              return enough.test(last.get(0));
            });
    return last.get(0);
  }

  static boolean hasLifecycle(List<JsonNode> events, String phase) {
    return events.stream().anyMatch(e -> e.at("/data/phase").asText().equals(phase));
  }

  Report report() {
    AuditVerifier verifier = new AuditVerifier();
    records(TOPIC).forEach(r -> verifier.accept(r.partition(), r.offset(), r.value()));
    return verifier.report();
  }

  List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    Properties properties = root(destination);
    properties.put("group.id", "test-" + UUID.randomUUID());
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  static Properties root(BrokerProcess broker) {
    return plain(broker, BrokerProcess.SUPER_USER, BrokerProcess.SUPER_PASSWORD);
  }

  static Properties root(ClusterProcess cluster) {
    return plain(
        cluster.bootstrapServers(), BrokerProcess.SUPER_USER, BrokerProcess.SUPER_PASSWORD);
  }

  static Properties plain(BrokerProcess broker, String user, String password) {
    return plain(broker.bootstrapServers(), user, password);
  }

  private static Properties plain(String bootstrap, String user, String password) {
    return client(
        bootstrap,
        "PLAIN",
        "plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, password));
  }

  static Properties scram(BrokerProcess broker, String user, String password) {
    return client(
        broker.bootstrapServers(),
        "SCRAM-SHA-512",
        "scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, password));
  }

  static Properties bearer(BrokerProcess broker, String subject) {
    return client(
        broker.bootstrapServers(),
        "OAUTHBEARER",
        "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"%s\";"
            .formatted(subject));
  }

  private static Properties client(String bootstrap, String mechanism, String module) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap);
    properties.put("security.protocol", "SASL_PLAINTEXT");
    properties.put("sasl.mechanism", mechanism);
    properties.put("sasl.jaas.config", "org.apache.kafka.common.security." + module);
    properties.put("request.timeout.ms", "10000");
    properties.put("default.api.timeout.ms", "20000");
    return properties;
  }

  @Override
  public void close() {
    destination.close();
  }
}
