package io.kafkaaudit.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.kafkaaudit.crd.RotationStrategy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * examples/10-connect with the files, the command and the probe that its manifest has; the test
 * plays the kubelet.
 */
class ConnectExampleIT {
  private static final Path ROOT = Path.of(System.getProperty("root"));
  private static final Pattern ADDRESS = Pattern.compile("Advertised URI: (http://\\S+)");

  @TempDir Path scratch;
  private Path events;
  private Container container;

  @BeforeEach
  void makeVolumes() throws IOException {
    for (String volume : List.of("mounted", "config", "tmp", "events")) {
      Files.createDirectory(scratch.resolve(volume));
    }
    events = scratch.resolve("events/events.jsonl");
  }

  @Test
  void theWorkerIsStartedAgainForANewKeyAndGoesOn() throws Exception {
    MountedSecret mounted = new MountedSecret(scratch.resolve("mounted"));
    try (Platform platform = Platform.withTls(scratch, mounted.directory())) {
      platform.apply(Platform.EXAMPLES.resolve("10-connect/worker.yaml"), yaml -> yaml);
      mountConfig(platform);
      mounted.update(platform.secret());
      String first = platform.key();
      try (ChildProcess worker = start()) {
        platform.produce(0, 20);
        awaitEvents(worker, 20);
        assertThat(probe()).isTrue();

        platform.rotate(RotationStrategy.Overlap, "first");
        platform.produce(20, 20);
        awaitEvents(worker, 40);
        mounted.update(platform.secret());
        assertThat(probe()).as("another key is mounted").isFalse();
        worker.terminate();
        worker.awaitEnd();
      }
      try (ChildProcess worker = start()) {
        platform.produce(40, 20);
        awaitEvents(worker, 60);
        assertThat(probe()).isTrue();
        platform.endOverlap(first);
        platform.produce(60, 20);
        awaitEvents(worker, 80);

        platform.revoke();
        await()
            .atMost(Platform.LONG)
            .untilAsserted(() -> assertThat(status(worker)).contains("\"state\":\"FAILED\""));
        assertThat(status(worker)).contains("TopicAuthorizationException");
      }
    }
  }

  private void mountConfig(Platform platform) throws IOException {
    ConfigMap config =
        platform.client().configMaps().inNamespace("kafka").withName("audit-connect").get();
    for (Map.Entry<String, String> file : config.getData().entrySet()) {
      Files.writeString(
          scratch.resolve("config").resolve(file.getKey()),
          here(file.getValue()).replace("localhost:8083", "localhost:0"));
    }
    Deployment deployment =
        platform.client().apps().deployments().inNamespace("kafka").withName("audit-connect").get();
    container = deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  private ChildProcess start() throws IOException {
    String java =
        "%s -Xmx256m -XX:TieredStopAtLevel=1 -Dlog4j2.level=INFO -cp %s org.apache.kafka.connect.cli.ConnectStandalone"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                Files.readString(ROOT.resolve("e2e/connect-worker/target/classpath.txt")));
    List<String> command =
        container.getCommand().stream()
            .map(word -> here(word).replace("/opt/kafka/bin/connect-standalone.sh", java))
            .toList();
    return new ChildProcess(command, Map.of(), scratch);
  }

  /** Whether the liveness probe is content. */
  private boolean probe() throws Exception {
    List<String> command =
        container.getLivenessProbe().getExec().getCommand().stream().map(this::here).toList();
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0;
  }

  /** The paths of the container as they are here. */
  private String here(String text) {
    return text.replace("/tmp/", scratch.resolve("tmp") + "/")
        .replace("/etc/kafka-audit/", scratch.resolve("mounted") + "/")
        .replace("/etc/audit-connect/", scratch.resolve("config") + "/")
        .replace("/var/audit/", scratch.resolve("events") + "/")
        .replace("plugin.path=/opt/kafka/libs/connect-file-4.3.1.jar\n", "");
  }

  private void awaitEvents(ChildProcess worker, int count) {
    List<String> wanted = IntStream.range(0, count).mapToObj(Platform::event).sorted().toList();
    await()
        .atMost(Platform.LONG)
        .untilAsserted(
            () -> {
              assertThat(worker.isAlive()).as(worker.log()).isTrue();
              assertThat(events).as(worker.log()).exists();
              assertThat(
                      Files.readAllLines(events).stream()
                          .filter(line -> !Platform.isOfOperator(line))
                          .sorted()
                          .toList())
                  .isEqualTo(wanted);
            });
  }

  private static String status(ChildProcess worker) throws Exception {
    Matcher address = ADDRESS.matcher(worker.log());
    assertThat(address.find()).as(worker.log()).isTrue();
    URI status = URI.create(address.group(1)).resolve("/connectors/audit-log-to-file/status");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(status).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
