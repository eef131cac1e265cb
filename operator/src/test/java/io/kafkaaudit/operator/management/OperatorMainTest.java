package io.kafkaaudit.operator.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.kafkaaudit.embedded.MockKubernetes;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process itself, twice, as in a cluster. */
class OperatorMainTest {
  /** As Kubernetes' MicroTime is written. */
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Pattern PORT = Pattern.compile("health and metrics on port ([0-9]+)");
  private static final Pattern LEADING = Pattern.compile("(?m)^kafka_audit_leading (.*)$");
  private static final int SIGTERM = 128 + 15;

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private MockKubernetes kubernetes;
  private Replica first;
  private Replica second;

  private final class Replica {
    private final Path log;
    private final Process process;

    Replica(String name) throws IOException {
      log = directory.resolve(name + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx128m",
              "-XX:TieredStopAtLevel=1",
              "-Dlogback.configurationFile="
                  + new File("src/main/image/opt/kafka-audit/logback.xml").getAbsolutePath(),
              "-cp",
              System.getProperty("java.class.path"),
              OperatorMain.class.getName());
      builder.environment().put("KUBERNETES_MASTER", kubernetes.url());
      builder.environment().put("KUBERNETES_AUTH_TRYKUBECONFIG", "false");
      builder.environment().put("KUBERNETES_TRUST_CERTIFICATES", "true");
      builder.environment().put("HTTP_PORT", "0");
      builder.environment().put("HOSTNAME", name);
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      process = builder.start();
    }

    String log() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Optional<String> get(String path) {
      Matcher port = PORT.matcher(log());
      if (!port.find()) {
        return Optional.empty();
      }
      try {
        HttpResponse<String> response =
            http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port.group(1) + path))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        return Optional.of(response.statusCode() + " " + response.body());
      } catch (IOException | InterruptedException e) {
        return Optional.empty();
      }
    }

    /** What Prometheus reads of its leadership. */
    Optional<String> leading() {
      return get("/metrics").map(LEADING::matcher).filter(Matcher::find).map(m -> m.group(1));
    }

    void awaitReady() {
      await()
          .atMost(LONG)
          .untilAsserted(() -> assertThat(get("/readyz")).as(log()).hasValue("200 ok\n"));
    }
  }

  @BeforeEach
  void start() throws IOException {
    kubernetes = MockKubernetes.start();
    first = new Replica("first");
  }

  @AfterEach
  void stop() {
    for (Replica replica : new Replica[] {first, second}) {
      if (replica != null) {
        replica.process.destroyForcibly();
      }
    }
    kubernetes.close();
  }

  @Test
  void aReplicaWaitsInHealthTakesOverWhenTheOtherStopsAndEndsWithoutTheLease() throws Exception {
    first.awaitReady();
    await().atMost(LONG).until(() -> holder().isPresent());
    String leader = holder().orElseThrow();
    second = new Replica("second");
    second.awaitReady();
    assertThat(second.get("/livez")).hasValue("200 ok\n");
    assertThat(second.get("/metrics"))
        .hasValueSatisfying(
            text -> assertThat(text).contains("jvm_memory_used_bytes", "jvm_threads_live_threads"));
    assertThat(second.leading()).hasValue("0.0");
    await().atMost(LONG).until(() -> first.leading().equals(Optional.of("1.0")));
    assertThat(holder()).hasValue(leader);

    first.process.destroy();
    assertThat(first.process.waitFor(20, TimeUnit.SECONDS)).as("ends soon").isTrue();
    assertThat(first.process.exitValue()).isEqualTo(SIGTERM);
    assertThat(holder()).as("the lease is given back").isNotEqualTo(Optional.of(leader));
    await().atMost(LONG).until(() -> holder().filter(id -> !id.equals(leader)).isPresent());
    assertThat(second.get("/readyz")).hasValue("200 ok\n");
    await().atMost(LONG).until(() -> second.leading().equals(Optional.of("1.0")));

    kubernetes
        .client()
        .leases()
        .inNamespace("kafka-audit")
        .withName("kafka-audit-operator")
        // Whatever the leader writes meanwhile.
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\": {\"holderIdentity\": \"somebody else\", \"renewTime\": \"%s\"}}"
                .formatted(MICRO_TIME.format(Instant.now().plus(1, ChronoUnit.HOURS))));
    assertThat(second.process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(second.process.exitValue()).as("the lease is lost").isOne();
  }

  private Optional<String> holder() {
    Lease lease =
        kubernetes
            .client()
            .leases()
            .inNamespace("kafka-audit")
            .withName("kafka-audit-operator")
            .get();
    return Optional.ofNullable(lease)
        .map(found -> found.getSpec().getHolderIdentity())
        .filter(id -> !id.isEmpty());
  }
}
