package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Everything goes, in the documented order and in others; the brokers stay. */
@Order(Integer.MAX_VALUE) // what comes after it installs everything again
class UninstallScenario extends Scenario {
  private static final String NAMESPACE = "leaving";
  private static final String NAMESPACED =
      "configmaps,secrets,serviceaccounts,roles,rolebindings,leases,services,deployments,"
          + "poddisruptionbudgets,networkpolicies";
  private static final String CLUSTER_WIDE =
      "clusterroles,clusterrolebindings,mutatingwebhookconfigurations,"
          + "validatingwebhookconfigurations,validatingadmissionpolicies,"
          + "validatingadmissionpolicybindings,customresourcedefinitions";

  /** Labels, types and finalizers of what operator and chart make. */
  private static final String[] OURS = {
    "kafkaaudit.io/auditlog-uid",
    "kafkaaudit.io/agent-jar",
    "kafkaaudit.io/keyring",
    "kafkaaudit.io/writer",
    "kafkaaudit.io/credential",
    "app.kubernetes.io/name: kafka-audit-operator"
  };

  @AfterEach
  void remove() throws Exception {
    if (installation == null) {
      return;
    }
    if (client.namespaces().withName(NAMESPACE).get() != null) {
      installation.release.ensure();
      client.namespaces().withName(NAMESPACE).delete();
      await("the namespace is gone")
          .atMost(Orders.PATIENCE)
          .until(() -> client.namespaces().withName(NAMESPACE).get() == null);
    }
    forgetTopic("leaving");
  }

  @Test
  void anAuditLogThatIsDeletedAfterItsOperatorGoesWithTheNextInstallation() throws Exception {
    leaving();
    installation.release.uninstall();
    installation.kubectl(
        "delete", "auditlog,auditcredential", "--all", "-n", NAMESPACE, "--wait=false");
    assertThat(installation.kubectl("get", "auditlog", "leaving", "-n", NAMESPACE, "-o", "yaml"))
        .contains("deletionTimestamp", "finalizers");
    installation.release.ensure();
    installation.kubectl(
        "wait", "--for=delete", "auditlog/leaving", "-n", NAMESPACE, "--timeout=240s");
    assertThat(kafka.onDestination(KafkaClusters.ACLS, "--list --topic leaving"))
        .doesNotContainPattern("KA[A-Z2-7]{14}");
  }

  @Test
  void aWholeNamespaceCanBeDeleted() throws Exception {
    leaving();
    installation.kubectl("delete", "namespace", NAMESPACE, "--timeout=300s");
    assertThat(kafka.onDestination(KafkaClusters.ACLS, "--list --topic leaving"))
        .doesNotContainPattern("KA[A-Z2-7]{14}");
    assertThat(installation.kubectl("get", "mutatingwebhookconfigurations", "-o", "yaml"))
        .doesNotContain("kubernetes.io/metadata.name: " + NAMESPACE);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void inTheDocumentedOrderNothingHangsAndBrokersComeBackClean() throws Exception {
    client.pods().inNamespace(Orders.NAMESPACE).withName("reader").delete();
    installation.kubectl(
        "delete", "auditcredentials,auditlogs", "--all", "--all-namespaces", "--timeout=240s");
    assertThat(kafka.onDestination(KafkaClusters.CONFIGS, "--describe --entity-type users"))
        .doesNotContainPattern("'KA[A-Z2-7]{14}'");
    assertThat(kafka.onDestination(KafkaClusters.ACLS, "--list"))
        .doesNotContainPattern("KA[A-Z2-7]{14}");
    assertThat(client.secrets().inNamespace(Orders.NAMESPACE).withName("siem-audit-log").get())
        .isNull();
    assertThat(installation.kubectl("get", "events", "-n", "kafka")).contains("AgentStillInPods");
    // The operator is still there: an AuditLog that goes alone leaves its brokers in peace.
    for (String node : List.of("orders-controller-0", "orders-broker-0")) {
      orders.restart(node);
      assertThat(orders.hasAgent(node)).as("agent in " + node).isFalse();
    }
    installation.release.uninstall();
    installation.kubectl("delete", "namespace", OperatorRelease.NAMESPACE, "--timeout=240s");
    for (String crd : OperatorRelease.CRDS) {
      installation.kubectl("delete", "crd", crd, "--timeout=240s");
    }
    assertThat(installation.kubectl("get", NAMESPACED, "--all-namespaces", "-o", "yaml"))
        .doesNotContain(OURS);
    assertThat(installation.kubectl("get", CLUSTER_WIDE, "-o", "name"))
        .doesNotContain("kafka-audit", "kafkaaudit");
    orders.restartAll();
    assertThat(KafkaClusters.NODES).noneMatch(orders::hasAgent);
    // It was retained for people; a new AuditLog of the same name shall begin with a new one.
    assertThat(kafka.onDestination(KafkaClusters.TOPICS, "--list")).contains(Orders.TOPIC);
    forgetTopic(Orders.TOPIC);
  }

  /** A namespace that joined, with an AuditLog, a credential and a pod that carries the agent. */
  private void leaving() throws Exception {
    kafka.grantAdmin("leaving");
    installation.apply("/leaving/namespace.yaml");
    kafka.adminSecrets(NAMESPACE).forEach(secret -> client.resource(secret).serverSideApply());
    installation.join(NAMESPACE);
    installation.apply("/leaving/auditlog.yaml");
    installation.kubectl(
        "wait",
        "--for=condition=Ready",
        "auditcredential/leaver",
        "-n",
        NAMESPACE,
        "--timeout=240s");
    await("pods get the agent")
        .atMost(Orders.PATIENCE)
        .until(() -> installation.webhook.injects(NAMESPACE, Map.of("app", "leaving")));
    installation.apply("/leaving/pod.yaml");
    assertThat(installation.kubectl("get", "pod", "leaving", "-n", NAMESPACE, "-o", "yaml"))
        .contains("kafka-audit-agent-");
  }

  private void forgetTopic(String topic) throws Exception {
    String topics = kafka.onDestination(KafkaClusters.TOPICS, "--list");
    for (String name : List.of(topic, topic + "-agents")) {
      if (topics.lines().anyMatch(name::equals)) {
        kafka.onDestination(KafkaClusters.TOPICS, "--delete --topic " + name);
      }
    }
  }
}
