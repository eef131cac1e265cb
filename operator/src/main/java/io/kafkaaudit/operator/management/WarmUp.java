package io.kafkaaudit.operator.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.webhook.Admission;
import io.kafkaaudit.operator.webhook.Answer;
import io.kafkaaudit.operator.webhook.InjectionPath;
import io.kafkaaudit.operator.webhook.PodAdmission;
import io.kafkaaudit.operator.webhook.ServingCertificate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One injection of a made-up pod, asked of the webhook's own server before anybody else may ask:
 * the first answer of a new JVM takes longer than the API server waits, so that the first broker
 * would start without its agent. Thread-safe.
 */
final class WarmUp implements Admission {
  /** No namespace of Kubernetes may be called so. */
  private static final String NAMESPACE = "-warm-up-";

  private static final String PATH = InjectionPath.PREFIX + NAMESPACE + "/made-up/000000000000";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final PodAdmission pods;

  WarmUp() {
    AuditLog log =
        Serialization.unmarshal(
            """
            apiVersion: kafkaaudit.io/v1alpha1
            kind: AuditLog
            metadata: {name: made-up, namespace: -warm-up-, uid: none}
            spec: {cluster: {podSelector: {matchLabels: {app: made-up}}}}
            """,
            AuditLog.class);
    pods = new PodAdmission(namespace -> List.of(log), new SimpleMeterRegistry());
  }

  @Override
  public boolean serves(String path) {
    return path.equals(PATH);
  }

  @Override
  public Answer answer(String path, JsonNode request) throws BadReview {
    return pods.answer(path, request);
  }

  /**
   * Asks; returns when the answer is there.
   *
   * @throws IOException when there is none, or no patch in it
   */
  static void ask(int port, ServingCertificate certificate)
      throws IOException, GeneralSecurityException, InterruptedException {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new Trusting(certificate)}, null);
    HttpClient client =
        HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create("https://localhost:" + port + PATH))
                .timeout(PATIENCE)
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
                          "uid": "warm-up", "operation": "CREATE", "namespace": "-warm-up-",
                          "resource": {"group": "", "version": "v1", "resource": "pods"},
                          "object": {"apiVersion": "v1", "kind": "Pod",
                            "metadata": {"name": "made-up", "labels": {"app": "made-up"}},
                            "spec": {"containers": [{"name": "kafka", "image": "kafka"}]}}}}
                        """))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200
        || !new ObjectMapper().readTree(response.body()).at("/response/patch").isTextual()) {
      throw new IOException("the webhook's own server answered " + response.statusCode());
    }
  }

  /** The process's own certificate and no other, whatever host it names. */
  private static final class Trusting extends X509ExtendedTrustManager {
    private final ServingCertificate certificate;

    Trusting(ServingCertificate certificate) {
      this.certificate = certificate;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      X509Certificate[] own = certificate.getCertificateChain("");
      if (own == null || chain.length == 0 || !own[0].equals(chain[0])) {
        throw new CertificateException("not the certificate of this process");
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
