package io.kafkaaudit.e2e;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What all scenarios share, made by whichever of them comes first: both Kafkas and the operator.
 */
final class Installation {
  private static Installation shared;

  final Path root = Path.of(System.getProperty("root")).toAbsolutePath();
  final Path kubeconfig;
  final KubernetesClient client;
  final Pods pods;
  final KafkaClusters kafka;
  final OperatorRelease release;
  final Webhook webhook;
  final Orders orders;
  final DestinationAudit destination;

  private Installation() throws Exception {
    kubeconfig = ClusterAccess.kubeconfig(root);
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig)))
            .build();
    pods = new Pods(client);
    kafka = new KafkaClusters(client, pods);
    release = new OperatorRelease(client, kubeconfig, root);
    webhook = new Webhook(client);
    orders = new Orders(client, pods, kafka);
    destination = new DestinationAudit(this);
  }

  static synchronized Installation get() throws Exception {
    if (shared == null) {
      Installation installation = new Installation();
      long started = System.nanoTime();
      try {
        installation.kafka.start();
        installation.release.ensure();
      } catch (Exception | Error e) {
        installation.keepLogs("installation");
        throw e;
      }
      System.out.printf(
          "two Kafkas and the operator run %54s %6.1f s%n",
          "", (System.nanoTime() - started) / 1e9);
      shared = installation;
    }
    return shared;
  }

  /** What kubectl prints; fails where it does. */
  String kubectl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** A command as documents have it. */
  String documented(String command) throws IOException, InterruptedException {
    return run(List.of("bash", "-o", "pipefail", "-c", command));
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + output);
    }
    return output;
  }

  /** Lets the operator handle Secrets in one more namespace, as the documentation says. */
  void join(String namespace) throws IOException, InterruptedException {
    kubectl(
        "create",
        "rolebinding",
        OperatorRelease.CONTROLLER + "-namespace",
        "--namespace",
        namespace,
        "--clusterrole",
        OperatorRelease.CONTROLLER + "-namespace",
        "--serviceaccount",
        OperatorRelease.NAMESPACE + ":" + OperatorRelease.CONTROLLER);
  }

  /** Applies a manifest of the test's resources. */
  void apply(String manifest) {
    client
        .load(Installation.class.getResourceAsStream(manifest))
        .items()
        .forEach(object -> client.resource(object).serverSideApply());
  }

  /** Logs of all pods, and what the resources say of themselves, under {@code target/e2e/}. */
  void keepLogs(String scenario) {
    Path directory = root.resolve("target/e2e").resolve(scenario);
    try {
      pods.keepLogs(directory);
      System.out.println("logs of all pods: " + directory);
      System.out.println(kubectl("get", "pods", "-A"));
      System.out.println(kubectl("get", "kafka-audit", "-A"));
      Files.writeString(
          directory.resolve("resources.yaml"),
          kubectl("get", "kafka-audit,pods,events", "-A", "-o", "yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      System.out.println("resources are not kept: " + e.getMessage());
    }
  }
}
