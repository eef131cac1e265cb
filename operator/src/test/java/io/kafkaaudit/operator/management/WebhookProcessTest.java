package io.kafkaaudit.operator.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.operator.webhook.AdmissionServer;
import io.kafkaaudit.operator.webhook.ServingCertificate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The webhook process as the API server calls it: HTTPS, reviews, a certificate that changes. */
class WebhookProcessTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/inject/kafka/orders/0123456789ab";

  @TempDir static Path directory;
  private static final SimpleMeterRegistry METRICS = new SimpleMeterRegistry();
  private static final CertificateIssue ISSUE = Tls.localhost();
  private static MockKubernetes kubernetes;
  private static WebhookProcess webhook;

  @BeforeAll
  static void start() throws Exception {
    kubernetes = MockKubernetes.start();
    apply("orders", "");
    Tls.mount(directory, ISSUE);
    webhook = start(directory, Set.of());
  }

  @AfterAll
  static void stop() {
    webhook.close();
    kubernetes.close();
  }

  private static WebhookProcess start(Path certificates, Set<String> namespaces) throws Exception {
    WebhookProcess started =
        new WebhookProcess(
            kubernetes.client(), new WebhookSettings(0, certificates), namespaces, METRICS);
    await().atMost(LONG).until(started::ready);
    return started;
  }

  @Test
  void aPodIsPatched() throws Exception {
    double before = counted("Injected");
    JsonNode response = answer(review());
    assertThat(response.path("uid").asText()).isEqualTo("some-uid");
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
    assertThat(patch(response))
        .contains("kafka-audit-agent-0123456789ab")
        .contains("orders-kafka-audit-writer");
    assertThat(counted("Injected")).isEqualTo(before + 1);
  }

  @Test
  void aDryRunGetsTheSameAnswer() throws Exception {
    ObjectNode dry = review();
    dry.withObject("/request").put("dryRun", true);
    assertThat(answer(dry)).isEqualTo(answer(review()));
  }

  @Test
  void aSkippedPodIsToldWhy() throws Exception {
    ObjectNode review = review();
    review.withObject("/request/object/spec").withArray("containers").removeAll();
    review
        .withObject("/request/object/spec")
        .withArray("containers")
        .addObject()
        .put("name", "kafka")
        .put("image", "apache/kafka-native:4.3.1");
    JsonNode response = answer(review);
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(patch(response)).contains("kafkaaudit.io/skipped-orders").contains("NativeImage");
    assertThat(counted("NativeImage")).isOne();
  }

  @Test
  void whatIsNotAskedForIsLeftAlone() throws Exception {
    ObjectNode update = review();
    update.withObject("/request").put("operation", "UPDATE");
    ObjectNode elsewhere = review();
    elsewhere.withObject("/request").put("namespace", "payments");
    ObjectNode exec = review();
    exec.withObject("/request").put("subResource", "exec");
    for (ObjectNode review : new ObjectNode[] {update, elsewhere, exec}) {
      JsonNode response = answer(review);
      assertThat(response.path("allowed").asBoolean()).isTrue();
      assertThat(response.has("patch")).isFalse();
    }
    JsonNode gone = json(send("/inject/kafka/gone/0123456789ab", review().toString()));
    assertThat(gone.at("/response/allowed").asBoolean()).isTrue();
    assertThat(gone.at("/response").has("patch")).isFalse();
  }

  @Test
  void whoChangesAnAuditLogIsWrittenDown() throws Exception {
    ObjectNode create = resourceReview("CREATE", "auditlogs");
    create.withObject("/request").set("object", auditLog("new"));
    JsonNode response = json(send("/changed-by", create.toString())).path("response");
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(JSON.readTree(patch(response)).findValuesAsText("kafkaaudit.io/changed-by"))
        .containsExactly("1 alice");
    assertThat(counted("ChangedByWritten")).isOne();

    ObjectNode status = create.deepCopy();
    status.withObject("/request").put("subResource", "status");
    ObjectNode pods = create.deepCopy();
    pods.withObject("/request/resource").put("resource", "pods");
    ObjectNode deletion = create.deepCopy();
    deletion.withObject("/request").put("operation", "DELETE").remove("object");
    for (ObjectNode review : List.of(status, pods, deletion)) {
      JsonNode other = json(send("/changed-by", review.toString())).path("response");
      assertThat(other.path("allowed").asBoolean()).isTrue();
      assertThat(other.has("patch")).isFalse();
    }
    ObjectNode nobody = create.deepCopy();
    nobody.withObject("/request").remove("userInfo");
    assertThat(send("/changed-by", nobody.toString()).statusCode()).isEqualTo(400);
    assertThat(send("/changed-by/x", create.toString()).statusCode()).isEqualTo(404);
  }

  @Test
  void anAuditLogIsJudgedBesideTheOthers() throws Exception {
    ObjectNode create = resourceReview("CREATE", "auditlogs");
    create.withObject("/request").set("object", auditLog("second"));
    JsonNode refused = json(send("/validate", create.toString())).path("response");
    assertThat(refused.path("allowed").asBoolean()).isFalse();
    assertThat(refused.at("/status/message").asText()).startsWith("topic.name: AuditLog kafka/");
    assertThat(refused.at("/status/code").asInt()).isEqualTo(422);

    ObjectNode deletion = resourceReview("DELETE", "auditlogs");
    deletion.withObject("/request").set("oldObject", auditLog("orders"));
    applyCredential("siem");
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              JsonNode warned = json(send("/validate", deletion.toString())).path("response");
              assertThat(warned.path("allowed").asBoolean()).isTrue();
              assertThat(warned.path("warnings").toString()).contains("kafka/siem");
            });
  }

  @Test
  void changesOfAuditLogsAreSeen() throws Exception {
    String path = "/inject/kafka/changed/0123456789ab";
    apply("changed", "  suspend: true\n");
    await()
        .atMost(LONG)
        .until(
            () ->
                patch(json(send(path, review().toString())).path("response"))
                    .contains("Suspended"));
  }

  @Test
  void nonsenseIsRefusedByCode() throws Exception {
    assertThat(send(PATH, "{").statusCode()).isEqualTo(400);
    assertThat(send(PATH, "").statusCode()).isEqualTo(400);
    assertThat(send(PATH, "{\"apiVersion\":\"v1\"}").statusCode()).isEqualTo(400);
    assertThat(send("/inject/kafka/orders", "{}").statusCode()).isEqualTo(404);
    assertThat(send("/inject/kafka/orders/../0123456789ab", "{}").statusCode()).isEqualTo(404);
    ObjectNode wrong = review();
    wrong.withObject("/request/object/spec").put("containers", "none");
    assertThat(send(PATH, wrong.toString()).statusCode()).isEqualTo(400);
    assertThat(send(PATH, "x".repeat(8 * 1024 * 1024 + 1)).statusCode()).isEqualTo(413);
    assertThat(answer(review()).path("allowed").asBoolean()).as("it goes on").isTrue();
  }

  @Test
  void aNewCertificateDropsNoCall(@TempDir Path mounted) throws Exception {
    CertificateIssue first = Tls.localhost();
    CertificateIssue next = Tls.localhost();
    String both = first.authority() + next.authority();
    Tls.mount(mounted, first);
    try (WebhookProcess process = start(mounted, Set.of())) {
      AtomicBoolean stop = new AtomicBoolean();
      CompletableFuture<Integer> calls =
          CompletableFuture.supplyAsync(() -> callUntil(stop, process.port(), both));
      X509Certificate before = Tls.served(process.port(), Tls.trusting(both));
      Tls.mount(mounted, next);
      await()
          .atMost(LONG)
          .until(() -> !Tls.served(process.port(), Tls.trusting(both)).equals(before));
      assertThat(Tls.served(process.port(), Tls.trusting(next.authority())))
          .isEqualTo(Tls.certificates(next.certificate()).get(0));
      stop.set(true);
      assertThat(calls.get()).isPositive();
    }
  }

  /** Over a connection that stays open, and over new ones. */
  private static int callUntil(AtomicBoolean stop, int port, String authorities) {
    int answered = 0;
    try {
      HttpClient open = client(authorities);
      while (!stop.get()) {
        for (HttpClient client : List.of(open, client(authorities))) {
          assertThat(send(client, port, PATH, review().toString()).statusCode()).isEqualTo(200);
          answered++;
        }
      }
    } catch (Exception e) {
      throw new AssertionError("after " + answered + " answers", e);
    }
    return answered;
  }

  @Test
  void aWrongCertificateLeavesTheOneBeforeInForce(@TempDir Path mounted) throws Exception {
    CertificateIssue first = Tls.localhost();
    CertificateIssue next = Tls.localhost();
    Tls.mount(mounted, first);
    ServingCertificate certificate = new ServingCertificate(mounted);
    assertThat(certificate.reload()).isTrue();
    assertThat(certificate.reload()).as("nothing new").isFalse();
    Tls.mount(mounted, new CertificateIssue(next.authority(), next.certificate(), first.key()));
    assertThatThrownBy(certificate::reload).hasMessageContaining("tls.key is not the key");
    Tls.mount(mounted, new CertificateIssue(next.authority(), "nonsense", next.key()));
    assertThatThrownBy(certificate::reload).hasMessageContaining("tls.crt");
    Tls.mount(mounted, new CertificateIssue(next.authority(), next.certificate(), ""));
    assertThatThrownBy(certificate::reload).hasMessageContaining("no private key");
    assertThat(certificate.getCertificateChain("webhook"))
        .containsExactlyElementsOf(Tls.certificates(first.certificate()));
    Tls.mount(mounted, next);
    assertThat(certificate.reload()).isTrue();
    assertThat(certificate.getCertificateChain("webhook"))
        .containsExactlyElementsOf(Tls.certificates(next.certificate()));
  }

  @Test
  void isNotReadyWithoutACertificate(@TempDir Path mounted) throws Exception {
    try (WebhookProcess process =
        new WebhookProcess(
            kubernetes.client(), new WebhookSettings(0, mounted), Set.of(), METRICS)) {
      assertThat(process.ready()).isFalse();
      Tls.mount(mounted, ISSUE);
      await().atMost(LONG).until(process::ready);
    }
  }

  /** Before it is ready; what nobody asked for is not counted. */
  @Test
  void asksItselfFirst(@TempDir Path mounted) throws Exception {
    Tls.mount(mounted, ISSUE);
    ServingCertificate certificate = new ServingCertificate(mounted);
    certificate.reload();
    try (AdmissionServer cold = new AdmissionServer(0, certificate)) {
      assertThatThrownBy(() -> WarmUp.ask(cold.port(), certificate)).hasMessageContaining("404");
    }
    double before = counted("Injected");
    try (WebhookProcess process = start(mounted, Set.of())) {
      WarmUp.ask(process.port(), certificate);
      ServingCertificate another =
          new ServingCertificate(Files.createDirectory(mounted.resolve("x")));
      Tls.mount(mounted.resolve("x"), Tls.localhost());
      another.reload();
      assertThatThrownBy(() -> WarmUp.ask(process.port(), another))
          .hasMessageContaining("not the certificate of this process");
    }
    assertThat(counted("Injected")).isEqualTo(before);
  }

  @Test
  void knowsOnlyTheNamespacesThatItWatches() throws Exception {
    try (WebhookProcess process = start(directory, Set.of("payments"))) {
      HttpResponse<String> answer =
          send(client(ISSUE.authority()), process.port(), PATH, review().toString());
      assertThat(json(answer).path("response").has("patch")).isFalse();
    }
  }

  private static double counted(String outcome) {
    return METRICS.counter("kafka.audit.admissions", "outcome", outcome).count();
  }

  private static void apply(String name, String more) {
    kubernetes
        .client()
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

  private static ObjectNode review() throws Exception {
    return (ObjectNode)
        JSON.readTree(
            """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
              "uid": "some-uid", "operation": "CREATE", "namespace": "kafka",
              "resource": {"group": "", "version": "v1", "resource": "pods"},
              "object": {"apiVersion": "v1", "kind": "Pod",
                "metadata": {"generateName": "kafka-", "labels": {"app": "kafka"}},
                "spec": {"containers": [{"name": "kafka", "image": "apache/kafka:4.3.1"}]}}}}
            """);
  }

  private static ObjectNode resourceReview(String operation, String resource) throws Exception {
    return (ObjectNode)
        JSON.readTree(
            """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
              "uid": "some-uid", "operation": "%s", "namespace": "kafka",
              "resource": {"group": "kafkaaudit.io", "version": "v1alpha1", "resource": "%s"},
              "userInfo": {"username": "alice"}}}
            """
                .formatted(operation, resource));
  }

  private static JsonNode auditLog(String name) throws Exception {
    return JSON.readTree(
        """
        {"apiVersion": "kafkaaudit.io/v1alpha1", "kind": "AuditLog",
         "metadata": {"name": "%s", "namespace": "kafka"},
         "spec": {"cluster": {"podSelector": {"matchLabels": {"app": "other"}}},
           "destination": {"admin": {"secretRef": {"name": "admin"}}},
           "topic": {"name": "audit-log-events"}, "access": {"keyLimit": 2},
           "deletionPolicy": {"topic": "Retain"}}}
        """
            .formatted(name));
  }

  private static void applyCredential(String name) {
    kubernetes
        .client()
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: kafkaaudit.io/v1alpha1
                kind: AuditCredential
                metadata: {name: %s, namespace: kafka}
                spec: {auditLogRef: {name: orders}, secretName: %s}
                """
                    .formatted(name, name),
                AuditCredential.class))
        .serverSideApply();
  }

  private static JsonNode answer(JsonNode review) throws Exception {
    HttpResponse<String> response = send(PATH, review.toString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response).path("response");
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return JSON.readTree(response.body());
  }

  private static String patch(JsonNode response) {
    return new String(Base64.getDecoder().decode(response.path("patch").asText()));
  }

  private static HttpResponse<String> send(String path, String body) throws Exception {
    return send(client(ISSUE.authority()), webhook.port(), path, body);
  }

  private static HttpResponse<String> send(HttpClient client, int port, String path, String body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpClient client(String authorities) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(Tls.trusting(authorities))
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }
}
