package io.kafkaaudit.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.kafkaaudit.embedded.RealApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real API server, and a shell as its administrator has one: kubectl, helm and a kubeconfig whose
 * namespace is that of the brokers. {@link StandIns} do what the rest of a cluster would.
 */
final class Cluster implements AutoCloseable {
  private static final String TESTS = "commands of the documents";
  private static final long LONGEST_SECONDS = 180;

  private final Path home;
  private final KubeAPIServer server;
  private final KubernetesClient client;
  private final StandIns standIns;

  /** What a command printed, and how it ended. */
  record Result(int code, String out, String err) {
    @Override
    public String toString() {
      return "ended with " + code + "\n" + out + err;
    }
  }

  /** Empty: why was printed. With {@code -Dkafkaaudit.envtest.required=true} that is an error. */
  static Optional<Cluster> start(Path home) throws IOException {
    Optional<Path> binaries = RealApiServer.binaries();
    Optional<Path> helm =
        Stream.of(
                Path.of(System.getenv().getOrDefault("HELM", "none")),
                Path.of(System.getProperty("user.home"), ".cache/devcluster/bin/helm"))
            .filter(Files::isExecutable)
            .findFirst();
    String missing =
        binaries.isEmpty()
            ? "no -Dkafkaaudit.envtest=DIR"
            : helm.isEmpty() ? "no helm, which the environment variable HELM may name" : "";
    if (missing.isEmpty()) {
      Files.createDirectory(home.resolve("bin"));
      command(home, "kubectl", binaries.get().resolve("kubectl"));
      command(home, "helm", helm.get());
      return Optional.of(new Cluster(home));
    }
    RealApiServer.skip(TESTS, missing);
    return Optional.empty();
  }

  private static void command(Path home, String name, Path program) throws IOException {
    Path script =
        Files.writeString(
            home.resolve("bin").resolve(name),
            "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(program.toRealPath()));
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private Cluster(Path home) throws IOException {
    this.home = home;
    server = RealApiServer.start(TESTS).orElseThrow();
    Files.writeString(home.resolve("kubeconfig"), server.getKubeConfigYaml());
    Config config = Config.fromKubeconfig(server.getKubeConfigYaml());
    client =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(config).withRequestRetryBackoffLimit(0).build())
            .build();
    standIns = new StandIns(client, this);
    must("kubectl config set-context --current --namespace=kafka");
  }

  @Override
  public void close() {
    standIns.close();
    client.close();
    server.stop();
  }

  /** In the repository's root; fails where the command does. */
  Result must(String command) {
    Result result = run(command, Documents.ROOT);
    assertThat(result.code()).as("%s %s", command, result).isZero();
    return result;
  }

  /** As bash does it. */
  Result run(String command, Path folder) {
    try {
      Path out = Files.createTempFile(home, "out", ".txt");
      Path err = Files.createTempFile(home, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder("bash", "-o", "pipefail", "-c", command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().put("HOME", home.toString());
      builder.environment().put("KUBECONFIG", home.resolve("kubeconfig").toString());
      builder.environment().put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
      Process process = builder.start();
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(
            command + " does not end: " + Files.readString(out) + Files.readString(err));
      }
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(command, e);
    }
  }

  /** No webhook process answers here: what would ask it is taken away again. */
  void withoutWebhooks() {
    must(
        "kubectl delete mutatingwebhookconfigurations,validatingwebhookconfigurations"
            + " --selector app.kubernetes.io/name=kafka-audit-operator");
  }

  /** As it was when it started. */
  void reset() {
    withoutWebhooks();
    must("kubectl delete mutatingwebhookconfigurations --all");
    must(
        "kubectl delete clusterroles,clusterrolebindings,validatingadmissionpolicies,"
            + "validatingadmissionpolicybindings --selector app.kubernetes.io/name=kafka-audit-operator");
    must(
        "kubectl get namespaces -o name | sed -E '/(default|kube-.*)$/d'"
            + " | xargs --no-run-if-empty kubectl delete");
    must("kubectl delete crd --all");
  }
}
