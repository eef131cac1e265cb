package io.kafkaaudit.e2e;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

  private Installation() throws Exception {
    kubeconfig = ClusterAccess.kubeconfig(root);
    Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
    client = new KubernetesClientBuilder().withConfig(config).build();
    pods = new Pods(client);
    kafka = new KafkaClusters(client, pods);
  }

  static synchronized Installation get() throws Exception {
    if (shared == null) {
      Installation installation = new Installation();
      try {
        installation.kafka.start();
      } catch (Exception | Error e) {
        installation.keepLogs("installation");
        throw e;
      }
      shared = installation;
    }
    return shared;
  }

  /** Logs of all pods under {@code target/e2e/}. */
  void keepLogs(String scenario) {
    try {
      pods.keepLogs(root.resolve("e2e/cluster/target/e2e").resolve(scenario));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
