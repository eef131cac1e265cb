package io.kafkaaudit.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.contract.EventTypes;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.RotationStrategy;
import io.kafkaaudit.embedded.EmbeddedKafka;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.embedded.SteppedClock;
import io.kafkaaudit.operator.kafka.AdminDestination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.management.InjectionSettings;
import io.kafkaaudit.operator.management.KafkaAuditOperator;
import io.kafkaaudit.operator.management.OperatorSettings;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What an example needs, with the example applied and ready: a destination cluster (with TLS where
 * the AuditLog says so), a Kubernetes API, the operator.
 */
final class Platform implements AutoCloseable {
  static final Path EXAMPLES = Path.of(System.getProperty("root")).resolve("examples");
  static final Duration LONG = Duration.ofSeconds(60);

  private static final Duration CALL = Duration.ofSeconds(10);
  static final String NAMESPACE = "kafka";
  static final String TOPIC = "audit-log-events";
  private static final String PASSWORD = "operatorsecret";

  private final Path scratch;
  private final SteppedClock clock = new SteppedClock();
  private final EmbeddedKafka kafka;
  private final MockKubernetes kubernetes = MockKubernetes.start();
  private final KafkaAuditOperator operator;

  /** The independent destination of examples/04-destination-tls, for those who read. */
  static Platform withTls(Path scratch, Path mountPath) throws Exception {
    return new Platform(
        scratch,
        "04-destination-tls",
        yaml ->
            yaml.replace(
                "secretName: siem-audit-log",
                "secretName: siem-audit-log\n  mountPath: " + mountPath));
  }

  /** With an operator that injects the agent, and not ready: that takes pods. */
  static Platform injecting(Path scratch, String example) throws Exception {
    Path jar = Files.writeString(scratch.resolve("agent.jar"), "as good as any jar");
    return new Platform(
        scratch,
        example,
        UnaryOperator.identity(),
        new InjectionSettings(jar, "audit-webhook", "certificate", true, "", ""));
  }

  /** Starts it all, applies the example and waits until it is ready. */
  Platform(Path scratch, String example, UnaryOperator<String> edit) throws Exception {
    this(scratch, example, edit, null);
    await().atMost(LONG).untilAsserted(this::assertReady);
  }

  /**
   * Starts it all and applies the example; what is in its folder platform with the addresses,
   * password and certificate that are true here.
   *
   * @param injection null: nothing is injected
   */
  private Platform(
      Path scratch, String example, UnaryOperator<String> edit, InjectionSettings injection)
      throws Exception {
    this.scratch = scratch;
    Path folder = EXAMPLES.resolve(example);
    kafka =
        Files.readString(folder.resolve("01-auditlog.yaml")).contains("trustedCertificates:")
            ? EmbeddedKafka.startWithTls(scratch.resolve("kafka"))
            : EmbeddedKafka.start(scratch.resolve("kafka"));
    kafka.operatorAdmin("kafka-audit-operator", PASSWORD, TOPIC, false);
    kafka.clusterAdmin("kafka-audit-viewer", PASSWORD);
    operator =
        new KafkaAuditOperator(
            kubernetes.client(),
            new OperatorSettings(
                "kafka-audit", Set.of(), Duration.ofSeconds(1), CALL, 0, false, true, false),
            injection,
            new DestinationConnections(admin -> new AdminDestination(admin, CALL)),
            new SimpleMeterRegistry(),
            clock);
    operator.start();
    if (example.equals("03-strimzi")) {
      makeCertificateOfStrimzi();
    }
    for (Path file : ExampleFiles.platform(folder)) {
      apply(file, this::here);
    }
    for (Path file : ExampleFiles.numbered(folder)) {
      apply(file, yaml -> edit.apply(here(yaml)));
    }
  }

  /** Whether all of the example is ready. */
  void assertReady() {
    for (AuditLog log : list(AuditLog.class)) {
      assertThat(isReady(log.getStatus().getConditions())).as(Serialization.asYaml(log)).isTrue();
    }
    for (AuditCredential credential : list(AuditCredential.class)) {
      assertThat(isReady(credential.getStatus().getConditions()))
          .as(Serialization.asYaml(credential))
          .isTrue();
    }
  }

  /** The Secret that Strimzi makes for a cluster named orders. */
  private void makeCertificateOfStrimzi() {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName("orders-cluster-ca-cert")
            .endMetadata()
            .withData(OwnedObjects.encode(Map.of("ca.crt", kafka.certificate())))
            .build();
    client().resource(secret).create();
  }

  <T extends HasMetadata> List<T> list(Class<T> type) {
    return client().resources(type).inAnyNamespace().list().getItems();
  }

  /** A manifest for the one broker that is here. */
  private String here(String yaml) {
    String servers = kafka.bootstrapServers();
    return withCertificate(yaml)
        .replaceAll("bootstrap\\.servers=.*", "bootstrap.servers=" + servers)
        .replaceAll("bootstrapServers: .*", "bootstrapServers: " + servers)
        .replace("change-me", PASSWORD)
        .replace("replicas: 3", "replicas: 1");
  }

  /** As {@code kubectl apply}, after an edit. */
  void apply(Path file, UnaryOperator<String> edit) throws IOException {
    kubernetes.apply(
        Files.writeString(scratch.resolve("in.yaml"), edit.apply(Files.readString(file))));
  }

  /** The lines of the certificate, each with what the placeholder's line begins and ends with. */
  private String withCertificate(String yaml) {
    if (!yaml.contains("your-certificate")) {
      return yaml;
    }
    List<String> base64 =
        kafka.certificate().lines().filter(line -> !line.startsWith("-----")).toList();
    StringBuilder text = new StringBuilder();
    for (String line : yaml.lines().toList()) {
      if (line.contains("your-certificate")) {
        base64.forEach(part -> text.append(line.replace("your-certificate", part)).append('\n'));
      } else {
        text.append(line).append('\n');
      }
    }
    return text.toString();
  }

  AuditLog auditLog() {
    return client().resources(AuditLog.class).inNamespace(NAMESPACE).withName("orders").get();
  }

  AuditCredential credential() {
    return client().resources(AuditCredential.class).inNamespace(NAMESPACE).withName("siem").get();
  }

  Secret secret() {
    return client().secrets().inNamespace(NAMESPACE).withName("siem-audit-log").get();
  }

  /** Key id in the Secret now; empty where there is no Secret. */
  String key() {
    Secret secret = secret();
    return secret == null ? "" : Objects.requireNonNull(OwnedObjects.entry(secret, "username"));
  }

  /** Asks for a new key and waits until it is in the Secret. */
  void rotate(RotationStrategy strategy, String request) {
    String before = key();
    client()
        .resources(AuditCredential.class)
        .inNamespace(NAMESPACE)
        .withName("siem")
        .edit(
            credential -> {
              credential.getMetadata().setAnnotations(Map.of("kafkaaudit.io/rotate", request));
              credential.getSpec().getRotation().setStrategy(strategy);
              return credential;
            });
    await().atMost(LONG).until(() -> !key().isEmpty() && !key().equals(before));
  }

  /** Lets the overlap end and waits until Kafka does not know the old key any more. */
  void endOverlap(String oldKey) throws Exception {
    clock.forward(Duration.ofHours(25));
    try (Admin root = kafka.root()) {
      await()
          .atMost(LONG)
          .until(() -> !root.describeUserScramCredentials().all().get().containsKey(oldKey));
    }
  }

  /** Revokes: as {@code kubectl delete auditcredential siem}. */
  void revoke() {
    client().resource(credential()).delete();
    await().atMost(LONG).until(() -> credential() == null);
  }

  /** Writes events that only say their number, with the agents' own key. */
  void produce(int from, int count) throws Exception {
    try (var producer = new PlayedAgent(client()).producer()) {
      Map<Integer, Future<?>> sent = new HashMap<>();
      for (int n = from; n < from + count; n++) {
        sent.put(n, producer.send(new ProducerRecord<>(TOPIC, "key" + n, event(n))));
      }
      for (Future<?> one : sent.values()) {
        one.get();
      }
    }
  }

  /** Whether the operator itself told it: its acts are in the topic too, at a time of their own. */
  static boolean isOfOperator(String line) {
    return line.contains("\"type\":\"" + EventTypes.PLATFORM + "\"");
  }

  static String event(int number) {
    return "{\"id\":\"" + number + "\"}";
  }

  static boolean isReady(List<Condition> conditions) {
    return conditions != null
        && conditions.stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  KubernetesClient client() {
    return kubernetes.client();
  }

  @Override
  public void close() {
    operator.stop();
    kubernetes.close();
    kafka.close();
  }
}
