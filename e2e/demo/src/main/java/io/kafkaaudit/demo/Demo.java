package io.kafkaaudit.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kafkaaudit.broker.BrokerOptions;
import io.kafkaaudit.broker.BrokerProcess;
import io.kafkaaudit.broker.BrokerVersion;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.embedded.EmbeddedKafka;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.embedded.SteppedClock;
import io.kafkaaudit.operator.management.KafkaAuditOperator;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.platform.ChangedBy;
import io.kafkaaudit.programs.Acts;
import io.kafkaaudit.programs.ExpectedEvent;
import io.kafkaaudit.verifier.Report;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The demo: {@code ./mvnw -Pdemo}. Exits with 1 when an expected event is missing. */
public final class Demo {
  private static final String NAMESPACE = "kafka";
  private static final String TOPIC = "audit-log-events";
  private static final String CREDENTIAL = "siem";
  private static final String SECRET = "siem-audit-log";
  private static final List<ExpectedEvent> EXPECTED =
      Acts.expected("User:" + BrokerProcess.SUPER_USER);
  private static final String PERSON = "alice@example.com";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path root = Path.of(System.getProperty("root"));
  private final Path directory = Files.createTempDirectory("kafka-audit-demo");
  private final SteppedClock clock = new SteppedClock();
  private final Reader reader = new Reader();
  private final long started = System.nanoTime();

  private Demo() throws Exception {}

  /** Runs it; no arguments. */
  public static void main(String[] arguments) throws Exception {
    // Embedded brokers and clients leave threads behind: without an end of ours the JVM would stay.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, error) -> {
          System.out.println("The demo failed: " + error);
          System.exit(1);
        });
    System.exit(new Demo().run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    step("a destination Kafka and a Kubernetes API start, in memory");
    try (EmbeddedKafka destination = EmbeddedKafka.start(directory.resolve("destination"));
        MockKubernetes kubernetes = MockKubernetes.start()) {
      KafkaAuditOperator operator =
          KafkaAuditOperator.inProcess(kubernetes.client(), Duration.ofSeconds(10), clock);
      operator.start();
      try {
        return watch(destination, kubernetes);
      } finally {
        operator.stop();
      }
    }
  }

  private boolean watch(EmbeddedKafka destination, MockKubernetes kubernetes) throws Exception {
    KubernetesClient client = kubernetes.client();
    step("kubectl apply -f examples/01-quickstart");
    client.resource(adminSecret(destination)).create();
    try (Stream<Path> files = Files.list(root.resolve("examples/01-quickstart"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        kubernetes.apply(file, Demo::askedByPerson);
      }
    }
    step("the operator makes topic, ACLs and keys");
    Path agentDirectory = directory.resolve("agent");
    Kubelet kubelet =
        new Kubelet(
            client,
            NAMESPACE,
            "orders-kafka-audit-agent",
            "orders-kafka-audit-writer",
            agentDirectory);
    Wait.until("the writer's Secret", PATIENCE, kubelet::mount);
    try {
      Wait.until(
          "AuditCredential siem is Ready",
          PATIENCE,
          () -> Conditions.isReady(client, NAMESPACE, CREDENTIAL));
    } catch (IllegalStateException e) {
      Conditions.all(client, NAMESPACE).forEach(c -> System.out.println("  " + c));
      throw e;
    }
    step("an audited broker starts with the agent, on what the operator made for it");
    BrokerOptions options =
        BrokerOptions.of(BrokerVersion.of(root.resolve("audit-agent/brokers"), "4.3.1"))
            .scramUser(Acts.USER, Acts.PASSWORD)
            .agent(Path.of(System.getProperty("agent.jar")), agentDirectory);
    try (BrokerProcess broker = BrokerProcess.start(options, directory.resolve("audited"))) {
      step(
          "a reader starts with the Secret's client.properties; people work on the audited cluster");
      System.out.println(EventLine.header());
      reader.start(entry(secret(client), "client.properties"), TOPIC);
      act(broker);
      for (ExpectedEvent expected : EXPECTED) {
        awaitRead(expected::matches);
      }
      boolean refused = rotate(client, broker);
      if (Boolean.getBoolean("demo.keep")) {
        keep(destination, kubernetes, broker);
      }
      broker.stop();
      awaitRead(event -> event.at("/data/phase").asText().equals("stop"));
      reader.stop();
      return closing(refused);
    }
  }

  /** Waiting in vain is no error here: the closing table says what is missing. */
  private void awaitRead(Predicate<JsonNode> expected) throws Exception {
    try {
      Wait.until("an event", Duration.ofSeconds(15), () -> reader.has(expected));
    } catch (IllegalStateException e) {
      System.out.println("  " + e.getMessage());
    }
  }

  /** What our webhook would write: the API server in memory asks none. */
  private static void askedByPerson(HasMetadata resource) {
    if (resource.getApiVersion().startsWith("kafkaaudit.io/")) {
      resource
          .getMetadata()
          .setAnnotations(Map.of(ChangedBy.ANNOTATION, ChangedBy.of(PERSON, 1).toAnnotation()));
    }
  }

  private boolean rotate(KubernetesClient client, BrokerProcess broker) throws Exception {
    step("the key is rotated: kubectl annotate auditcredential siem kafkaaudit.io/rotate=now");
    Secret before = secret(client);
    client
        .resources(AuditCredential.class)
        .inNamespace(NAMESPACE)
        .withName(CREDENTIAL)
        .edit(
            credential -> {
              // The API server in memory asks no webhook: the second is what ours would write.
              credential
                  .getMetadata()
                  .setAnnotations(
                      Map.of(
                          "kafkaaudit.io/rotate",
                          "now",
                          ChangedBy.ANNOTATION,
                          ChangedBy.of(PERSON, credential.getMetadata().getGeneration())
                              .toAnnotation()));
              return credential;
            });
    Wait.until(
        "a new key in the Secret",
        PATIENCE,
        () -> !entry(secret(client), "username").equals(entry(before, "username")));
    reader.stop();
    reader.start(entry(secret(client), "client.properties"), TOPIC);
    awaitRead(Demo::isRotation);
    step("a day later: the overlap is over, the old key is refused, the reader goes on");
    clock.forward(Duration.ofHours(25));
    act(broker);
    boolean[] refused = new boolean[1];
    try {
      Wait.until("the old key is refused", PATIENCE, () -> refused[0] = isRefused(before));
    } catch (IllegalStateException e) {
      System.out.println("  " + e.getMessage());
    }
    return refused[0];
  }

  private static boolean isRotation(JsonNode event) {
    return isByPerson(event, "RotateKey");
  }

  private static boolean isByPerson(JsonNode event, String method) {
    return event.at("/data/methodName").asText().equals("kafkaaudit." + method)
        && event.at("/data/changedBy/user").asText().equals(PERSON);
  }

  private static void act(BrokerProcess broker) throws InterruptedException {
    Properties root = new Properties();
    root.setProperty("bootstrap.servers", broker.bootstrapServers());
    root.setProperty("security.protocol", "SASL_PLAINTEXT");
    root.setProperty("sasl.mechanism", "PLAIN");
    root.setProperty(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(BrokerProcess.SUPER_USER, BrokerProcess.SUPER_PASSWORD));
    Acts.run(broker.bootstrapServers(), root);
  }

  private static boolean isRefused(Secret old) throws Exception {
    Properties client = Reader.load(entry(old, "client.properties"));
    try (var consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.partitionsFor(TOPIC, Duration.ofSeconds(10));
      return false;
    } catch (AuthorizationException e) {
      return false; // its ACLs go first, then the login
    } catch (AuthenticationException e) {
      return true;
    }
  }

  private boolean closing(boolean refused) {
    step("the account");
    boolean complete = refused;
    for (ExpectedEvent expected : EXPECTED) {
      boolean read = reader.has(expected::matches);
      complete &= read;
      System.out.printf("  %-50s %s%n", expected.name(), read ? "read" : "MISSING");
    }
    for (String method : List.of("CreateAuditLog", "CreateAuditCredential", "RotateKey")) {
      boolean read = reader.has(event -> isByPerson(event, method));
      complete &= read;
      System.out.printf("  %-50s %s%n", method + ", asked by " + PERSON, read ? "read" : "MISSING");
    }
    System.out.printf(
        "  %-50s %s%n", "the old key after the rotation", refused ? "refused" : "STILL WORKS");
    Report report = reader.report();
    System.out.println();
    report.table().lines().forEach(line -> System.out.println("  " + line));
    complete &= report.isAccountedFor() && report.runs().size() == 2; // agent, operator
    System.out.println();
    System.out.println(
        complete ? "  Every event is accounted for." : "  THE ACCOUNT IS NOT COMPLETE.");
    return complete;
  }

  private void keep(EmbeddedKafka destination, MockKubernetes kubernetes, BrokerProcess broker)
      throws InterruptedException {
    step("everything stays up until you press Ctrl-C");
    System.out.println(
        "  Kubernetes API     kubectl --server " + kubernetes.url() + " get kafka-audit -A");
    System.out.println(
        "  audited cluster    "
            + broker.bootstrapServers()
            + " (SCRAM-SHA-512, alice / alice-secret)");
    System.out.println("  destination        " + destination.bootstrapServers());
    System.out.println("  agent's directory  " + directory.resolve("agent"));
    new CountDownLatch(1).await();
  }

  private static Secret adminSecret(EmbeddedKafka destination) throws Exception {
    Properties client =
        destination.operatorAdmin("kafka-audit-operator", "operatorsecret", TOPIC, false);
    StringWriter text = new StringWriter();
    client.store(text, null);
    return new SecretBuilder()
        .withNewMetadata()
        .withName("audit-kafka-admin")
        .withNamespace(NAMESPACE)
        .addToLabels("kafkaaudit.io/role", "destination-admin")
        .endMetadata()
        .withData(OwnedObjects.encode(Map.of("client.properties", text.toString())))
        .build();
  }

  private static Secret secret(KubernetesClient client) {
    return client.secrets().inNamespace(NAMESPACE).withName(SECRET).get();
  }

  private static String entry(Secret secret, String name) {
    return Objects.requireNonNull(OwnedObjects.entry(secret, name), name);
  }

  private void step(String what) {
    System.out.printf("%n[%5.1f s] %s%n", (System.nanoTime() - started) / 1e9, what);
  }
}
