package io.kafkaaudit.operator.management;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.MockKubernetes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long the webhook takes to answer over HTTPS, on a connection that stays open as those of the
 * API server do; docs/benchmarks.md says how to run it. No test: it fails on no number.
 */
class AdmissionBenchmark {
  private static final int LOGS = 200;
  private static final int WARM_UP = 3_000;
  private static final int CALLS = 5_000;

  @TempDir static Path directory;

  @Test
  void answers() throws Exception {
    CertificateIssue issue = Tls.localhost();
    Tls.mount(directory, issue);
    try (MockKubernetes kubernetes = MockKubernetes.start()) {
      for (int i = 0; i < LOGS; i++) {
        kubernetes.client().resource(log(i)).serverSideApply();
        kubernetes.client().resource(credential(i)).serverSideApply();
        kubernetes.client().resource(credential(i + LOGS)).serverSideApply();
      }
      try (WebhookProcess webhook =
          new WebhookProcess(
              kubernetes.client(),
              new WebhookSettings(0, directory),
              Set.of(),
              new SimpleMeterRegistry())) {
        await().atMost(Duration.ofMinutes(1)).until(webhook::ready);
        HttpClient client =
            HttpClient.newBuilder()
                .sslContext(Tls.trusting(issue.authority()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        String base = "https://localhost:" + webhook.port();
        Map<String, HttpRequest> requests = new TreeMap<>();
        requests.put("pod", post(base + "/inject/kafka/log-7/0123456789ab", pod()));
        requests.put("changed-by", post(base + "/changed-by", update()));
        requests.put("validate", post(base + "/validate", update()));
        System.out.printf(
            "%d AuditLogs, %d AuditCredentials; load %s%n",
            LOGS, 2 * LOGS, Files.readString(Path.of("/proc/loadavg")).strip());
        for (int round = 1; round <= 3; round++) {
          for (Map.Entry<String, HttpRequest> request : requests.entrySet()) {
            measure(client, request.getValue(), round == 1 ? WARM_UP : 0);
            System.out.printf(
                "%d %-12s %s%n",
                round, request.getKey(), measure(client, request.getValue(), CALLS));
          }
        }
        System.out.println("load " + Files.readString(Path.of("/proc/loadavg")).strip());
      }
    }
  }

  private static String measure(HttpClient client, HttpRequest request, int calls)
      throws Exception {
    long[] nanos = new long[calls];
    for (int i = 0; i < calls; i++) {
      long before = System.nanoTime();
      client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      nanos[i] = System.nanoTime() - before;
    }
    Arrays.sort(nanos);
    return calls == 0
        ? ""
        : "p50 %.2f ms, p99 %.2f ms, max %.1f ms"
            .formatted(
                nanos[calls / 2] / 1e6, nanos[calls * 99 / 100] / 1e6, nanos[calls - 1] / 1e6);
  }

  private static HttpRequest post(String uri, String body) {
    return HttpRequest.newBuilder(URI.create(uri))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static AuditLog log(int i) {
    return Serialization.unmarshal(
        """
        apiVersion: kafkaaudit.io/v1alpha1
        kind: AuditLog
        metadata: {name: log-%d, namespace: kafka}
        spec:
          cluster: {podSelector: {matchLabels: {app: kafka-%d}}}
          destination: {admin: {secretRef: {name: admin}}}
          topic: {name: topic-%d}
        """
            .formatted(i, i, i),
        AuditLog.class);
  }

  private static AuditCredential credential(int i) {
    return Serialization.unmarshal(
        """
        apiVersion: kafkaaudit.io/v1alpha1
        kind: AuditCredential
        metadata: {name: reader-%d, namespace: kafka}
        spec: {auditLogRef: {name: log-%d}, secretName: reader-%d}
        """
            .formatted(i, i % LOGS, i),
        AuditCredential.class);
  }

  private static String pod() {
    return review(
        "CREATE",
        "\"group\": \"\", \"version\": \"v1\", \"resource\": \"pods\"",
        """
        "object": {"apiVersion": "v1", "kind": "Pod",
          "metadata": {"generateName": "kafka-", "labels": {"app": "kafka-7"}},
          "spec": {"containers": [{"name": "kafka", "image": "apache/kafka:4.3.1",
            "env": [{"name": "KAFKA_HEAP_OPTS", "value": "-Xmx1g"}],
            "volumeMounts": [{"name": "data", "mountPath": "/var/lib/kafka"}]}],
            "volumes": [{"name": "data", "emptyDir": {}}]}}\
        """);
  }

  private static String update() {
    String log =
        """
        {"apiVersion": "kafkaaudit.io/v1alpha1", "kind": "AuditLog",
          "metadata": {"name": "log-7", "namespace": "kafka", "generation": 3,
            "annotations": {"kafkaaudit.io/changed-by": "3 bob"}},
          "spec": {"cluster": {"podSelector": {"matchLabels": {"app": "kafka-7"}}},
            "destination": {"admin": {"secretRef": {"name": "admin"}}},
            "topic": {"name": "topic-7"}, "access": {"keyLimit": %d},
            "deletionPolicy": {"topic": "Retain"}, "suspend": false}}\
        """;
    return review(
        "UPDATE",
        "\"group\": \"kafkaaudit.io\", \"version\": \"v1alpha1\", \"resource\": \"auditlogs\"",
        "\"object\": " + log.formatted(3) + ", \"oldObject\": " + log.formatted(2));
  }

  private static String review(String operation, String resource, String objects) {
    return """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
          "uid": "some-uid", "operation": "%s", "namespace": "kafka", "resource": {%s},
          "userInfo": {"username": "alice"}, %s}}
        """
        .formatted(operation, resource, objects);
  }
}
