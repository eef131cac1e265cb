package io.kafkaaudit.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.kafkaaudit.crd.AuditLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The webhook as the API server and a curious person see it. */
final class Webhook {
  private static final String SECRET = OperatorRelease.WEBHOOK + "-certificate";
  private static final int PORT = 8443;

  private final KubernetesClient client;

  Webhook(KubernetesClient client) {
    this.client = client;
  }

  /** What the API server knows of the webhook of an AuditLog. */
  MutatingWebhook of(AuditLog log) {
    return client
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName("kafka-audit-" + log.getMetadata().getUid())
        .get()
        .getWebhooks()
        .get(0);
  }

  Secret certificate() {
    return client.secrets().inNamespace(OperatorRelease.NAMESPACE).withName(SECRET).get();
  }

  /** Changes the Secret with the certificate, against the operator if need be. */
  void editCertificate(Consumer<Secret> change) {
    client
        .secrets()
        .inNamespace(OperatorRelease.NAMESPACE)
        .withName(SECRET)
        .edit(
            secret -> {
              change.accept(secret);
              return secret;
            });
  }

  static String entry(Secret secret, String name) {
    String value = secret.getData().get(name);
    return value == null
        ? ""
        : new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII);
  }

  /**
   * Waits until every pod of the webhook serves this certificate (PEM), without kubelet's minute.
   */
  void awaitServed(String certificate) {
    await("every webhook pod serves the certificate")
        .atMost(Orders.PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> {
              boolean all = true;
              for (Pod pod : pods()) {
                if (!served(pod).equals(body(certificate))) {
                  all = false;
                  refresh(pod);
                }
              }
              return all;
            });
  }

  private List<Pod> pods() {
    return client
        .pods()
        .inNamespace(OperatorRelease.NAMESPACE)
        .withLabel("app.kubernetes.io/component", "webhook")
        .list()
        .getItems();
  }

  private void refresh(Pod pod) {
    client
        .resource(pod)
        .edit(
            changed ->
                new PodBuilder(changed)
                    .editMetadata()
                    .addToAnnotations("kafkaaudit.io/e2e-refresh", UUID.randomUUID().toString())
                    .endMetadata()
                    .build());
  }

  /** The certificate that a pod serves, base64 of DER. */
  private String served(Pod pod) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
    try (LocalPortForward forward = client.pods().resource(pod).portForward(PORT);
        SSLSocket socket =
            (SSLSocket)
                context.getSocketFactory().createSocket("localhost", forward.getLocalPort())) {
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      return Base64.getEncoder()
          .encodeToString(socket.getSession().getPeerCertificates()[0].getEncoded());
    } catch (IOException e) {
      return ""; // it looks again
    }
  }

  private static String body(String pem) {
    return pem.lines()
        .takeWhile(line -> !line.startsWith("-----END"))
        .filter(line -> !line.startsWith("-----"))
        .reduce("", String::concat);
  }

  /** Whether a pod with these labels would get the agent now, by a dry run. */
  boolean injects(String namespace, Map<String, String> labels) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withGenerateName("dry-run-")
            .withNamespace(namespace)
            .withLabels(labels)
            .endMetadata()
            .withNewSpec()
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(1000L)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .addNewContainer()
            .withName("kafka")
            .withImage(KafkaClusters.IMAGE)
            .withNewSecurityContext()
            .withAllowPrivilegeEscalation(false)
            .withNewCapabilities()
            .withDrop("ALL")
            .endCapabilities()
            .endSecurityContext()
            .endContainer()
            .endSpec()
            .build();
    try {
      return client.resource(pod).dryRun().create().getSpec().getVolumes().stream()
          .anyMatch(volume -> volume.getName().contains("audit"));
    } catch (KubernetesClientException e) {
      return false; // failurePolicy Fail
    }
  }

  /** Asks all the time whether pods get the agent. */
  final class Admissions implements AutoCloseable {
    private final List<String> dropped = new ArrayList<>();
    private final Thread asking;
    private volatile boolean stopping;
    private volatile int asked;

    Admissions(String namespace, Map<String, String> labels) {
      asking =
          new Thread(
              () -> {
                while (!stopping) {
                  asked = asked + 1; // by this thread alone
                  if (!injects(namespace, labels)) {
                    dropped.add("call " + asked + " at " + Instant.now());
                  }
                }
              });
      asking.start();
    }

    int asked() {
      return asked;
    }

    /** Stops; which calls were dropped. */
    List<String> stop() throws InterruptedException {
      close();
      System.out.println("  " + asked + " pods admitted meanwhile");
      return dropped;
    }

    @Override
    public void close() throws InterruptedException {
      stopping = true;
      asking.join();
    }
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
