package io.kafkaaudit.operator.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.zjsonpatch.JsonPatch;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.embedded.RequestFault;
import io.kafkaaudit.operator.MutableClock;
import io.kafkaaudit.operator.kafka.AdminDestination;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.management.InjectionSettings;
import io.kafkaaudit.operator.management.KafkaAuditOperator;
import io.kafkaaudit.operator.management.OperatorSettings;
import io.kafkaaudit.operator.management.WebhookProcess;
import io.kafkaaudit.operator.management.WebhookSettings;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Injection by the whole operator, on the mock API server and with no Kafka at all. */
class InjectionTest {
  private static final String NAMESPACE = "kafka";
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir static Path directory;
  private final MutableClock clock = new MutableClock();
  private final AtomicInteger looks = new AtomicInteger();
  private volatile boolean rightsAreGone;
  private MockKubernetes kubernetes;
  private KubernetesClient client;
  private KafkaAuditOperator operator;
  private AgentJar jar;

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

  private KafkaAuditOperator startOperator(Path file) {
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
                false),
            new InjectionSettings(file, "audit-webhook", "certificate", true),
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

  @Test
  void aPodGetsTheAgentByWhatTheOperatorMade() throws Exception {
    AuditLog log = apply("orders", "");
    MutatingWebhook webhook = webhook(log);
    Secret certificate = client.secrets().inNamespace("kafka-audit").withName("certificate").get();
    Path mounted = Files.createDirectory(directory.resolve("mounted"));
    for (String name : List.of("tls.crt", "tls.key")) {
      Files.writeString(mounted.resolve(name), OwnedObjects.entry(certificate, name));
    }
    Pod pod = pod("kafka-0", null);
    try (WebhookProcess process =
        new WebhookProcess(
            client, new WebhookSettings(0, mounted), Set.of(), new SimpleMeterRegistry())) {
      await().atMost(LONG).until(process::ready);
      Pod patched = admit(webhook, process.port(), pod);
      client.resource(patched).create();
    }
    awaitCondition("orders", "AllInjected");
    assertThat(condition("orders").getMessage()).isEqualTo("1/1 on revision " + jar.revision());
    AuditLog seen = log("orders");
    assertThat(seen.getStatus().getSummary().getAgents()).isEqualTo("1/1");
    assertThat(seen.getStatus().getAgents().getRevision()).isEqualTo(jar.revision());
    assertThat(seen.getStatus().getAgents().getDesired()).isOne();
    assertThat(seen.getStatus().getAgents().getInjected()).isOne();
  }

  @Test
  void theWebhookIsAskedAboutNothingElse() {
    AuditLog log = apply("orders", "  injection: {failurePolicy: Fail}\n");
    MutatingWebhook webhook = webhook(log);
    assertThat(webhook.getFailurePolicy()).isEqualTo("Fail");
    assertThat(webhook.getObjectSelector()).isEqualTo(log.getSpec().getCluster().getPodSelector());
    assertThat(webhook.getNamespaceSelector().getMatchLabels())
        .isEqualTo(Map.of("kubernetes.io/metadata.name", NAMESPACE));
    assertThat(webhook.getRules()).hasSize(1);
    assertThat(webhook.getRules().get(0).getOperations()).containsExactly("CREATE");
    assertThat(webhook.getRules().get(0).getResources()).containsExactly("pods");
    assertThat(webhook.getClientConfig().getUrl()).isNull();
    assertThat(webhook.getClientConfig().getService().getPath())
        .isEqualTo("/inject/kafka/orders/" + jar.revision());
    assertThat(webhook.getSideEffects()).isEqualTo("None");
    assertThat(webhook.getReinvocationPolicy()).isEqualTo("IfNeeded");

    String version = configuration(log).getMetadata().getResourceVersion();
    await()
        .during(Duration.ofSeconds(2))
        .atMost(LONG)
        .until(() -> configuration(log).getMetadata().getResourceVersion().equals(version));

    apply("orders", "  injection: {failurePolicy: Ignore}\n");
    await().atMost(LONG).until(() -> webhook(log).getFailurePolicy().equals("Ignore"));
  }

  @Test
  void theJarStaysWhileAPodNeedsIt() {
    AuditLog log = apply("orders", "");
    webhook(log);
    await().atMost(LONG).until(() -> configMap() != null && hasFinalizer(configMap()));
    assertThat(configMap().getImmutable()).isTrue();
    assertThat(configMap().getBinaryData())
        .isEqualTo(Map.of("kafka-audit-agent.jar", jar.base64()));
    client.resource(pod("kafka-0", jar.configMapName())).create();

    client.resource(configMap()).delete(); // by somebody
    String deleted = configMap().getMetadata().getUid();
    lookAgain();
    assertThat(configMap().getMetadata().getUid()).isEqualTo(deleted);
    client.pods().inNamespace(NAMESPACE).withName("kafka-0").delete();
    lookAgain();
    await()
        .atMost(LONG)
        .until(() -> configMap() != null && !configMap().getMetadata().getUid().equals(deleted));
  }

  @Test
  void theJarOutlivesItsAuditLogWhereAPodNeedsIt() {
    AuditLog log = apply("orders", "");
    AuditLog other = apply("other", "");
    webhook(log);
    webhook(other);
    client.resource(pod("kafka-0", jar.configMapName())).create();
    delete("orders");
    assertThat(configuration(log)).isNull();
    assertThat(hasFinalizer(configMap())).as("another AuditLog uses it").isTrue();
    delete("other");
    assertThat(configMap()).isNotNull();
    assertThat(hasFinalizer(configMap())).as("nothing of ours is left to remove it").isFalse();
  }

  @Test
  void theJarGoesWithItsLastAuditLog() {
    webhook(apply("orders", ""));
    assertThat(configMap()).isNotNull();
    delete("orders");
    assertThat(configMap()).isNull();
  }

  @Test
  void whereItsRightsAreGoneItLetsGoByName() {
    webhook(apply("orders", ""));
    assertThat(hasFinalizer(configMap())).isTrue();
    rightsAreGone = true;
    delete("orders");
    rightsAreGone = false;
    assertThat(hasFinalizer(configMap())).as("its namespace can go").isFalse();
  }

  @Test
  void anOlderJarGoesWithItsLastPod() {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("kafka-audit-agent-ffffffffffff")
                .addToLabels("kafkaaudit.io/role", "agent-jar")
                .endMetadata()
                .build())
        .create();
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("kafka-audit-agent-ffffffffffff")
                .addToFinalizers("kafkaaudit.io/agent-jar")
                .endMetadata()
                .build())
        .fieldManager("kafka-audit-operator-guard")
        .serverSideApply();
    client.resource(pod("kafka-0", "kafka-audit-agent-ffffffffffff")).create();
    webhook(apply("orders", ""));
    for (int look = 0; look < 3; look++) {
      lookAgain();
    }
    assertThat(olderConfigMap()).isNotNull();
    client.pods().inNamespace(NAMESPACE).withName("kafka-0").delete();
    await()
        .atMost(LONG)
        .until(
            () -> {
              lookAgain();
              return olderConfigMap() == null;
            });
    assertThat(configMap()).isNotNull();
  }

  /** Longer than what was seen of jars is believed; then waits for a reconciliation. */
  private void lookAgain() {
    clock.add(Duration.ofMinutes(2));
    int before = looks();
    await().atMost(LONG).until(() -> looks() >= before + 2);
  }

  @Test
  void suspendedItTellsWhoStillHasTheAgent() throws Exception {
    AuditLog log = apply("orders", "");
    MutatingWebhook webhook = webhook(log);
    client.resource(injected(webhook, "kafka-0")).create();
    client.resource(pod("kafka-1", null)).create();
    awaitCondition("orders", "RestartNeeded");

    apply("orders", "  suspend: true\n");
    awaitCondition("orders", "Suspended");
    assertThat(condition("orders").getMessage()).endsWith("restarted: kafka-0");
    assertThat(configuration(log)).isNull();

    delete("orders");
    assertThat(client.v1().events().inNamespace(NAMESPACE).list().getItems())
        .filteredOn(event -> event.getReason().equals("AgentStillInPods"))
        .extracting(Event::getMessage)
        .singleElement()
        .asString()
        .contains("kafka/orders is gone")
        .contains("restarted: kafka-0")
        .contains(jar.configMapName());
  }

  @Test
  void aForeignConfigMapIsNamed() {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(jar.configMapName())
                .addToLabels("kafkaaudit.io/role", "agent-jar")
                .endMetadata()
                .addToBinaryData("kafka-audit-agent.jar", "ZXZpbA==")
                .withImmutable(true)
                .build())
        .create();
    AuditLog log = apply("orders", "");
    awaitCondition("orders", "ObjectConflict");
    assertThat(condition("orders").getMessage()).contains(jar.configMapName());
    assertThat(configuration(log)).as("no pod may load it").isNull();
  }

  @Test
  void configurationsOfAuditLogsThatAreGoneAreSweptAtTheStart() {
    AuditLog kept = apply("kept", "");
    webhook(kept);
    AuditLog lost = apply("lost", "");
    webhook(lost);
    operator.stop();
    var resource = client.resources(AuditLog.class).inNamespace(NAMESPACE).withName("lost");
    await() // what the operator was about when it stopped may come in between
        .atMost(LONG)
        .ignoreExceptions()
        .until(
            () -> {
              resource.edit(
                  log -> {
                    log.getMetadata().setFinalizers(List.of());
                    return log;
                  });
              resource.delete();
              return log("lost") == null;
            });
    assertThat(configuration(lost)).isNotNull();
    operator = startOperator(directory.resolve("agent.jar"));
    await().atMost(LONG).until(() -> configuration(lost) == null);
    assertThat(configuration(kept)).isNotNull();
  }

  private AuditLog apply(String name, String more) {
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

  private static Pod pod(String name, @Nullable String configMap) {
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

  private Pod injected(MutatingWebhook webhook, String name) throws Exception {
    Path mounted = Files.createTempDirectory(directory, "mounted");
    Secret certificate = client.secrets().inNamespace("kafka-audit").withName("certificate").get();
    for (String file : List.of("tls.crt", "tls.key")) {
      Files.writeString(mounted.resolve(file), OwnedObjects.entry(certificate, file));
    }
    try (WebhookProcess process =
        new WebhookProcess(
            client, new WebhookSettings(0, mounted), Set.of(), new SimpleMeterRegistry())) {
      await().atMost(LONG).until(process::ready);
      return admit(webhook, process.port(), pod(name, null));
    }
  }

  /** What an API server does with a new pod: it calls the service by its name, over TLS. */
  private static Pod admit(MutatingWebhook webhook, int port, Pod pod) throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonNode object = json.readTree(Serialization.asJson(pod));
    JsonNode review =
        json.readTree(
            """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
              "uid": "u", "operation": "CREATE", "namespace": "kafka",
              "resource": {"group": "", "version": "v1", "resource": "pods"}}}
            """);
    ((ObjectNode) review.path("request")).set("object", object);
    var service = webhook.getClientConfig().getService();
    String host = service.getName() + "." + service.getNamespace() + ".svc";
    byte[] body = review.toString().getBytes(StandardCharsets.UTF_8);
    String head =
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(service.getPath(), host, body.length);
    SSLParameters checkName = new SSLParameters();
    checkName.setEndpointIdentificationAlgorithm("HTTPS");
    String response;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket tls =
            (SSLSocket)
                trusting(webhook.getClientConfig().getCaBundle())
                    .getSocketFactory()
                    .createSocket(socket, host, port, true)) {
      tls.setSSLParameters(checkName);
      tls.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      tls.getOutputStream().write(body);
      response = new String(tls.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(response).startsWith("HTTP/1.1 200");
    JsonNode answer = json.readTree(response.substring(response.indexOf("\r\n\r\n")));
    String patch = answer.at("/response/patch").asText();
    JsonNode patched = JsonPatch.apply(json.readTree(Base64.getDecoder().decode(patch)), object);
    return Serialization.unmarshal(patched.toString(), Pod.class);
  }

  private static SSLContext trusting(String caBundle) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "authority",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(caBundle))));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private MutatingWebhook webhook(AuditLog log) {
    await().atMost(LONG).until(() -> configuration(log) != null);
    assertThat(configuration(log).getWebhooks()).hasSize(1);
    return configuration(log).getWebhooks().get(0);
  }

  private MutatingWebhookConfiguration configuration(AuditLog log) {
    return client
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName("kafka-audit-" + log.getMetadata().getUid())
        .get();
  }

  private int looks() {
    return looks.get();
  }

  private void delete(String name) {
    client.resources(AuditLog.class).inNamespace(NAMESPACE).withName(name).delete();
    await().atMost(LONG).until(() -> log(name) == null);
  }

  private ConfigMap olderConfigMap() {
    return client
        .configMaps()
        .inNamespace(NAMESPACE)
        .withName("kafka-audit-agent-ffffffffffff")
        .get();
  }

  private ConfigMap configMap() {
    return client.configMaps().inNamespace(NAMESPACE).withName(jar.configMapName()).get();
  }

  private static boolean hasFinalizer(ConfigMap configMap) {
    return !configMap.getMetadata().getFinalizers().isEmpty();
  }

  private AuditLog log(String name) {
    return client.resources(AuditLog.class).inNamespace(NAMESPACE).withName(name).get();
  }

  private Condition condition(String log) {
    AuditLog found = log(log);
    return found.getStatus() == null || found.getStatus().getConditions() == null
        ? new Condition()
        : found.getStatus().getConditions().stream()
            .filter(c -> c.getType().equals("AgentInjected"))
            .findFirst()
            .orElseThrow();
  }

  private void awaitCondition(String log, String reason) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(condition(log).getReason())
                    .as(condition(log).getMessage())
                    .isEqualTo(reason));
  }
}
