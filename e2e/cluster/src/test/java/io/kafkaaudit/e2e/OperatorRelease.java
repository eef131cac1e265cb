package io.kafkaaudit.e2e;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/** The chart, installed as its documentation says. */
final class OperatorRelease {
  static final String NAMESPACE = "kafka-audit";
  static final String NAME = "kafka-audit";

  private final Path kubeconfig;
  private final Path root;

  OperatorRelease(Path kubeconfig, Path root) {
    this.kubeconfig = kubeconfig;
    this.root = root;
  }

  /** Installs, or upgrades what is there, and waits until its pods are ready. */
  void install(KubernetesClient client) {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .serverSideApply();
    new Helm(root.resolve("charts/kafka-audit-operator"))
        .upgrade()
        .install()
        .withName(NAME)
        .withNamespace(NAMESPACE)
        .withKubeConfig(kubeconfig)
        .withValuesFile(root.resolve("e2e/cluster/src/test/resources/orders/values.yaml"))
        .waitReady()
        .withTimeout(180)
        .call();
  }
}
