package io.kafkaaudit.operator.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ManagementServerTest {
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void healthIsTheProblemOfTheMoment() throws Exception {
    AtomicReference<Optional<String>> dead = new AtomicReference<>(Optional.empty());
    AtomicReference<Optional<String>> unready = new AtomicReference<>(Optional.of("starting"));
    try (ManagementServer server =
        new ManagementServer(0, dead::get, unready::get, () -> "a 1\n")) {
      assertThat(get(server, "/livez")).isEqualTo("200 ok\n");
      assertThat(get(server, "/readyz")).isEqualTo("503 starting\n");
      assertThat(get(server, "/metrics")).isEqualTo("200 a 1\n");
      unready.set(Optional.empty());
      dead.set(Optional.of("the reconciliation of x runs since y"));
      assertThat(get(server, "/readyz")).isEqualTo("200 ok\n");
      assertThat(get(server, "/livez")).isEqualTo("503 the reconciliation of x runs since y\n");
    }
  }

  @Test
  void nothingElseIsThereAndAProbeThatFailsIsAnAnswer() throws Exception {
    try (ManagementServer server =
        new ManagementServer(
            0,
            () -> {
              throw new IllegalStateException("broken");
            },
            Optional::empty,
            () -> "")) {
      assertThat(get(server, "/livez")).isEqualTo("500 cannot tell: broken\n");
      assertThat(get(server, "/readyz/x")).startsWith("404");
      assertThat(get(server, "/")).startsWith("404");
      assertThat(send(server, "/metrics", "DELETE")).startsWith("405");
    }
  }

  private String get(ManagementServer server, String path)
      throws IOException, InterruptedException {
    return send(server, path, "GET");
  }

  private String send(ManagementServer server, String path, String method)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }
}
