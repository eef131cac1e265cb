package io.kafkaaudit.e2e;

import static org.awaitility.Awaitility.await;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.UpgradeCommand;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The chart, installed, upgraded and uninstalled as its documentation says. */
final class OperatorRelease {
  static final String NAMESPACE = "kafka-audit";
  static final String NAME = "kafka-audit";
  static final String CONTROLLER = "kafka-audit-kafka-audit-operator";
  static final String WEBHOOK = CONTROLLER + "-webhook";
  static final List<String> CRDS =
      List.of("auditlogs.kafkaaudit.io", "auditcredentials.kafkaaudit.io");
  private static final int TIMEOUT_SECONDS = 300;

  private final KubernetesClient client;
  private final Path kubeconfig;
  private final Path root;
  private boolean installed;

  OperatorRelease(KubernetesClient client, Path kubeconfig, Path root) {
    this.client = client;
    this.kubeconfig = kubeconfig;
    this.root = root;
  }

  /** Installs, or upgrades what is there, and waits until its pods are ready; once. */
  void ensure() {
    if (installed) {
      return;
    }
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .serverSideApply();
    install(root.resolve("charts/kafka-audit-operator"), "");
    installed = true;
  }

  private void install(Path chart, String tag) {
    new Helm(chart)
        .upgrade()
        .install()
        .withName(NAME)
        .withNamespace(NAMESPACE)
        .withKubeConfig(kubeconfig)
        .withValuesFile(root.resolve("e2e/cluster/src/test/resources/orders/values.yaml"))
        .set("image.tag", tag)
        .waitReady()
        .withTimeout(TIMEOUT_SECONDS)
        .call();
  }

  /** Installs an older release in the place of this one. */
  void replaceBy(Path sources, String olderTag) {
    install(sources.resolve("charts/kafka-audit-operator"), olderTag);
    installed = false;
  }

  /** What {@code helm rollback} does; its library has no such command. */
  void rollBack() throws IOException, InterruptedException {
    String helm = Objects.requireNonNullElse(System.getenv("HELM"), "helm");
    ProcessBuilder command =
        new ProcessBuilder(
                helm,
                "rollback",
                NAME,
                "-n",
                NAMESPACE,
                "--wait",
                "--timeout",
                TIMEOUT_SECONDS + "s")
            .redirectErrorStream(true);
    command.environment().put("KUBECONFIG", kubeconfig.toString());
    Process process = command.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("helm rollback: " + said);
    }
    installed = false;
  }

  /** Lets the operator work in one namespace only; the next {@link #ensure} takes that back. */
  void confine(String namespace) {
    installed = false;
    Map<String, String> settings =
        Map.of("watchNamespaces[0]", namespace, "rbac.secretNamespaces", "null");
    UpgradeCommand upgrade =
        new Helm(root.resolve("charts/kafka-audit-operator"))
            .upgrade()
            .withName(NAME)
            .withNamespace(NAMESPACE)
            .withKubeConfig(kubeconfig)
            .resetThenReuseValues()
            .waitReady()
            .withTimeout(TIMEOUT_SECONDS);
    settings.forEach(upgrade::set);
    upgrade.call();
  }

  void uninstall() {
    installed = false;
    Helm.uninstall(NAME).withNamespace(NAMESPACE).withKubeConfig(kubeconfig).call();
    await("the operator's pods are gone")
        .atMost(Orders.PATIENCE)
        .until(() -> client.pods().inNamespace(NAMESPACE).list().getItems().isEmpty());
  }

  /** Scales the controller or the webhook, and waits until that is so. */
  void scale(String deployment, int replicas) {
    client.apps().deployments().inNamespace(NAMESPACE).withName(deployment).scale(replicas);
    await(deployment + " has " + replicas)
        .atMost(Orders.PATIENCE)
        .until(() -> hasReplicas(deployment, replicas));
  }

  private boolean hasReplicas(String name, int replicas) {
    Deployment found = client.apps().deployments().inNamespace(NAMESPACE).withName(name).get();
    String component = name.equals(WEBHOOK) ? "webhook" : "controller";
    return Readiness.getInstance().isReady(found)
        && client
                .pods()
                .inNamespace(NAMESPACE)
                .withLabel("app.kubernetes.io/component", component)
                .list()
                .getItems()
                .size()
            == replicas;
  }

  /** Ends all controllers at once, without their leave. */
  void kill() {
    client
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/component", "controller")
        .withGracePeriod(0)
        .delete();
  }

  /** Name of the pod that holds the lease. */
  String leader() {
    return client
        .leases()
        .inNamespace(NAMESPACE)
        .withName("kafka-audit-operator")
        .get()
        .getSpec()
        .getHolderIdentity();
  }
}
