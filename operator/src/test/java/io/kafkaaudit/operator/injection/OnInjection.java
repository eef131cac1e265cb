package io.kafkaaudit.operator.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.embedded.RequestFault;
import io.kafkaaudit.embedded.SteppedClock;
import io.kafkaaudit.operator.kafka.AdminDestination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.management.InjectionSettings;
import io.kafkaaudit.operator.management.KafkaAuditOperator;
import io.kafkaaudit.operator.management.OperatorSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Injection by the whole operator, on the mock API server and with no Kafka at all. */
abstract class OnInjection {
  static final String NAMESPACE = "kafka";
  static final Duration LONG = Duration.ofSeconds(30);

  @TempDir static Path directory;
  final SteppedClock clock = new SteppedClock();
  final AtomicInteger looks = new AtomicInteger();
  volatile boolean rightsAreGone;
  MockKubernetes kubernetes;
  KubernetesClient client;
  KafkaAuditOperator operator;
  AgentJar jar;

  @BeforeEach
  void start() throws Exception {
    kubernetes = MockKubernetes.start();
    client = kubernetes.client();
    kubernetes.failRequests(
        (userAgent, method, path) -> {
          if (method.equals("GET")
              && path.contains("/mutatingwebhookconfigurations/kafka-audit-")) {
            looks.incrementAndGet();
          }
          return rightsAreGone
                  && method.equals("GET")
                  && path.matches("/api/v1/namespaces/kafka/(configmaps|pods).*")
              ? RequestFault.Moment.FORBIDDEN
              : RequestFault.Moment.NEVER;
        });
    Path file = directory.resolve("agent.jar");
    Files.writeString(file, "as good as any jar");
    jar = AgentJar.read(file);
    operator = startOperator(file);
  }

  KafkaAuditOperator startOperator(Path file) {
    KafkaAuditOperator started =
        new KafkaAuditOperator(
            client,
            new OperatorSettings(
                "kafka-audit",
                Set.of(),
                Duration.ofMillis(500),
                Duration.ofMillis(300),
                0,
                false,
                false,
                false),
            new InjectionSettings(file, "audit-webhook", "certificate", true, "", ""),
            new DestinationConnections(a -> new AdminDestination(a, Duration.ofMillis(300))),
            new SimpleMeterRegistry(),
            clock);
    started.start();
    return started;
  }

  @AfterEach
  void stop() {
    operator.stop();
    kubernetes.close();
  }

  AuditLog apply(String name, String more) {
    return client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: kafkaaudit.io/v1alpha1
                kind: AuditLog
                metadata: {name: %s, namespace: kafka}
                spec:
                  cluster: {podSelector: {matchLabels: {app: kafka}}}
                  destination: {admin: {secretRef: {name: admin}}}
                """
                        .formatted(name)
                    + more,
                AuditLog.class))
        .serverSideApply();
  }

  static Pod pod(String name, @Nullable String configMap) {
    PodBuilder pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName(name)
            .addToLabels("app", "kafka")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("kafka")
            .withImage("apache/kafka:4.3.1")
            .endContainer()
            .endSpec();
    if (configMap != null) {
      pod.editSpec()
          .addNewVolume()
          .withName("kafka-audit-agent-jar")
          .withNewConfigMap()
          .withName(configMap)
          .endConfigMap()
          .endVolume()
          .endSpec();
    }
    return pod.build();
  }

  MutatingWebhook webhook(AuditLog log) {
    await().atMost(LONG).until(() -> configuration(log) != null);
    assertThat(configuration(log).getWebhooks()).hasSize(1);
    return configuration(log).getWebhooks().get(0);
  }

  MutatingWebhookConfiguration configuration(AuditLog log) {
    return client
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName("kafka-audit-" + log.getMetadata().getUid())
        .get();
  }

  int looks() {
    return looks.get();
  }

  void delete(String name) {
    client.resources(AuditLog.class).inNamespace(NAMESPACE).withName(name).delete();
    await().atMost(LONG).until(() -> log(name) == null);
  }

  ConfigMap configMap() {
    return client.configMaps().inNamespace(NAMESPACE).withName(jar.configMapName()).get();
  }

  AuditLog log(String name) {
    return client.resources(AuditLog.class).inNamespace(NAMESPACE).withName(name).get();
  }

  Condition condition(String log) {
    AuditLog found = log(log);
    return found.getStatus() == null || found.getStatus().getConditions() == null
        ? new Condition()
        : found.getStatus().getConditions().stream()
            .filter(c -> c.getType().equals("AgentInjected"))
            .findFirst()
            .orElseThrow();
  }

  void awaitCondition(String log, String reason) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(condition(log).getReason())
                    .as(condition(log).getMessage())
                    .isEqualTo(reason));
  }
}
