package io.kafkaaudit.operator.owned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class OwnedObjectsTest {
  @Test
  void aNamespaceThatHasNotJoinedIsAFailureThatSaysWhatToDo() throws IOException {
    StepFailure failure = refusal(StepFailure.class, 403);
    assertThat(failure.reason()).isEqualTo(Reason.ForbiddenByKubernetes);
    assertThat(failure.text())
        .startsWith("The operator may not get secrets in namespace kafka")
        .doesNotContain("http://", "is forbidden");
  }

  @Test
  void anythingElseIsTriedAgainByTheFramework() throws IOException {
    assertThat(refusal(KubernetesClientException.class, 409).getCode()).isEqualTo(409);
  }

  private static <T extends Throwable> T refusal(Class<T> type, int code) throws IOException {
    byte[] status =
        """
        {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": %d,
         "message": "secrets \\"admin\\" is forbidden: User \\"system:serviceaccount:audit:operator\\" cannot get resource \\"secrets\\" in API group \\"\\" in the namespace \\"kafka\\""}
        """
            .formatted(code)
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(code, status.length);
          exchange.getResponseBody().write(status);
          exchange.close();
        });
    server.start();
    String url = "http://localhost:" + server.getAddress().getPort();
    try (KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder().withMasterUrl(url).build())
            .build()) {
      return catchThrowableOfType(type, () -> new OwnedObjects(client).secret("kafka", "admin"));
    } finally {
      server.stop(0);
    }
  }
}
