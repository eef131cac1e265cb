package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The audit log goes, the brokers stay. */
@ExtendWith(ScenarioExtension.class)
class DeletionScenario {
  private Installation installation;
  private Orders orders;

  @BeforeEach
  void ensure() throws Exception {
    installation = Installation.get();
    orders = installation.orders;
    orders.ensure();
  }

  @Test
  void brokersComeBackWithoutTheirAuditLog() throws Exception {
    var resources = installation.client;
    resources.resources(AuditLog.class).inNamespace(Orders.NAMESPACE).withName("orders").delete();
    await("orders is gone").atMost(Orders.PATIENCE).until(() -> orders.log() == null);
    assertThat(
            installation.kafka.onDestination(
                KafkaClusters.CONFIGS, "--describe --entity-type users"))
        .doesNotContainPattern("'KA[A-Z2-7]{14}'");
    assertThat(installation.kafka.onDestination(KafkaClusters.ACLS, "--list"))
        .doesNotContainPattern("KA[A-Z2-7]{14}");
    await("the credential's Secret is gone")
        .atMost(Orders.PATIENCE)
        .until(
            () ->
                resources.secrets().inNamespace(Orders.NAMESPACE).withName("siem-audit-log").get()
                    == null);
    resources
        .resources(AuditCredential.class)
        .inNamespace(Orders.NAMESPACE)
        .withName("siem")
        .delete();
    await("the credential goes without Kafka")
        .atMost(Orders.PATIENCE)
        .until(() -> orders.credential("siem") == null);
    resources.pods().inNamespace(Orders.NAMESPACE).withName("reader").delete();
    orders.roll();
    for (String node : KafkaClusters.NODES) {
      var pod = resources.pods().inNamespace(Orders.NAMESPACE).withName(node).get();
      assertThat(pod.getSpec().getVolumes())
          .as("volumes of " + node)
          .noneMatch(volume -> volume.getName().contains("audit"));
    }
    assertThat(installation.kafka.onDestination(KafkaClusters.TOPICS, "--list"))
        .contains(Orders.TOPIC);
    for (String topic : List.of(Orders.TOPIC, Orders.TOPIC + "-agents")) {
      // It was retained for people; a new AuditLog of the same name shall begin with a new one.
      installation.kafka.onDestination(KafkaClusters.TOPICS, "--delete --topic " + topic);
    }
  }
}
