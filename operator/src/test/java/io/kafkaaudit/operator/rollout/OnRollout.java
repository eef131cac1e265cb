package io.kafkaaudit.operator.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AgentsStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.RestartingPod;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.embedded.RequestFault.Moment;
import io.kafkaaudit.embedded.SteppedClock;
import io.kafkaaudit.operator.KafkaPods;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.injection.AgentJar;
import io.kafkaaudit.operator.injection.AgentJars;
import io.kafkaaudit.operator.injection.ConfigurationPerAuditLog;
import io.kafkaaudit.operator.injection.Injection;
import io.kafkaaudit.operator.kafka.AdminProperties;
import io.kafkaaudit.operator.kafka.ClusterState;
import io.kafkaaudit.operator.kafka.ClusterState.Broker;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.platform.PlatformEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A rollout on a mock API server, of a Kafka of one node. */
abstract class OnRollout {
  static final String NAMESPACE = "security";
  static final String CLIENT =
      """
      bootstrap.servers=kafka-0.kafka:9092, kafka-1.kafka:9092
      security.protocol=SASL_PLAINTEXT
      sasl.mechanism=SCRAM-SHA-512
      sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="viewer" password="swordfish";
      """;

  @TempDir Path directory;
  final SteppedClock clock = new SteppedClock();
  final AtomicInteger evictions = new AtomicInteger();
  final List<AdminProperties> looks = new ArrayList<>();
  private final DestinationConnections connections =
      new DestinationConnections(
          admin -> {
            throw new AssertionError("nothing is delivered here");
          });
  MockKubernetes kubernetes;
  KubernetesClient client;
  KafkaPods pods;
  private PlatformEvents platform;
  private Keyring keyring;
  Rollout rollout;

  @BeforeEach
  void start() throws Exception {
    kubernetes = MockKubernetes.start();
    client = kubernetes.client();
    pods = new KafkaPods(client, "orders");
    keyring = new Keyring(client, "kafka-audit");
    secret("cluster-admin", CLIENT);
    lead();
  }

  /** Another operator, which knows what was written down. */
  final void lead() throws IOException {
    if (platform != null) {
      platform.close();
    }
    Path jar = Files.writeString(directory.resolve("agent.jar"), "as good as any jar");
    Injection injection =
        new Injection(
            client,
            new AgentJars(client, AgentJar.read(jar), clock),
            new ConfigurationPerAuditLog(client, "kafka-audit", "webhook"),
            Optional::empty);
    platform = new PlatformEvents(keyring, connections, (log, waiting) -> {}, clock, false);
    rollout =
        new Rollout(
            client,
            injection,
            admin -> {
              looks.add(admin);
              return new ClusterState(
                  1,
                  List.of(new ClusterState.Node(1, Set.of("lb"), true, Broker.Registered, 0)),
                  List.of(),
                  List.of());
            },
            new EventRecorder(client, clock),
            platform,
            clock);
  }

  @AfterEach
  void stop() {
    platform.close();
    connections.close();
    kubernetes.close();
  }

  final Rollout.Outcome step(@Nullable RestartingPod restarting) {
    AuditLog log = log("orders", "kafka-0.kafka:9092");
    return rollout.step(log, List.of(log), restarting, null);
  }

  final void answerEvictions(Moment moment) {
    kubernetes.failRequests(
        (userAgent, method, path) -> {
          if (!path.endsWith("/eviction")) {
            return Moment.NEVER;
          }
          evictions.incrementAndGet();
          return moment;
        });
  }

  final void secret(String role, String properties) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("viewer")
                .addToLabels("kafkaaudit.io/role", role)
                .endMetadata()
                .withData(OwnedObjects.encode(Map.of("client.properties", properties)))
                .build())
        .serverSideApply();
  }

  static void restarting(AuditLog log, RestartingPod pod) {
    AgentsStatus agents = new AgentsStatus();
    agents.setRestarting(pod);
    AuditLogStatus status = new AuditLogStatus();
    status.setAgents(agents);
    log.setStatus(status);
  }

  static AuditLog log(String name, String servers) {
    return Serialization.unmarshal(
        """
        apiVersion: kafkaaudit.io/v1alpha1
        kind: AuditLog
        metadata: {name: %1$s, namespace: security, uid: "%1$s", creationTimestamp: "2026-11-24T08:00:00Z"}
        spec:
          cluster:
            podSelector: {matchLabels: {app: kafka}}
            bootstrapServers: %2$s
            admin: {secretRef: {name: viewer}}
          destination: {admin: {secretRef: {name: admin}}}
          injection: {failurePolicy: Ignore, rollout: Automatic}
        """
            .formatted(name, servers),
        AuditLog.class);
  }

  /** What waits for the audit topic, written down as at the end of a run. */
  final List<JsonNode> told() throws IOException {
    platform.dispatch(log("orders", "kafka-0.kafka:9092"));
    String journal = keyring.journal("orders");
    List<JsonNode> events = new ArrayList<>();
    new ObjectMapper().readTree(String.valueOf(journal)).path("events").forEach(events::add);
    return events;
  }
}
