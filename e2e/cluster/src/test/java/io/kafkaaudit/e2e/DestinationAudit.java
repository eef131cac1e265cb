package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import java.time.Duration;
import java.util.List;

/**
 * The destination cluster audits itself, so that whoever changes the audit topic of orders is
 * named.
 */
final class DestinationAudit {
  private static final String NAMESPACE = KafkaClusters.DESTINATION;
  private static final String TOPIC = "destination-events";

  private final Installation installation;
  private boolean granted;

  DestinationAudit(Installation installation) {
    this.installation = installation;
  }

  /** Applies it, restarts the destination's node if it has no agent, and waits until it reports. */
  void ensure() throws Exception {
    KafkaClusters kafka = installation.kafka;
    if (!granted) {
      kafka.grantAdmin(TOPIC);
      granted = true;
    }
    kafka
        .adminSecrets(NAMESPACE)
        .forEach(secret -> installation.client.resource(secret).serverSideApply());
    installation.apply("/destination/auditlog.yaml");
    // Not sooner: an agent that starts before its settings are there says so until the next
    // restart.
    await("the auditor has a key")
        .atMost(Orders.PATIENCE)
        .until(() -> Orders.isTrue(credential(), "Ready"));
    await("pods are looked at")
        .atMost(Orders.PATIENCE)
        .until(() -> Orders.condition(log().getStatus().getConditions(), "AgentInjected") != null);
    if (!Orders.isTrue(log(), "AgentInjected")) {
      String before = installation.pods.uid(NAMESPACE, KafkaClusters.DESTINATION_POD);
      installation.pods.delete(NAMESPACE, KafkaClusters.DESTINATION_POD);
      await("the destination is back")
          .atMost(Orders.PATIENCE)
          .until(
              () ->
                  !before.equals(installation.pods.uid(NAMESPACE, KafkaClusters.DESTINATION_POD))
                      && installation.pods.ready(NAMESPACE, "app", "audit-kafka", 1));
    }
    await("the destination audits itself")
        .atMost(Orders.PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .pollDelay(Duration.ZERO)
        .until(
            () -> {
              boolean ready = Orders.isTrue(log(), "Ready");
              if (!ready) {
                installation.pods.refreshMounts(NAMESPACE, KafkaClusters.DESTINATION_POD);
              }
              return ready;
            });
    installation.pods.replace(NAMESPACE, "auditor", "/destination/auditor.yaml");
    installation.orders.awaitReady();
  }

  private AuditLog log() {
    return installation
        .client
        .resources(AuditLog.class)
        .inNamespace(NAMESPACE)
        .withName("destination")
        .get();
  }

  private AuditCredential credential() {
    return installation
        .client
        .resources(AuditCredential.class)
        .inNamespace(NAMESPACE)
        .withName("auditor")
        .get();
  }

  /** Waits until these principals are known to have done it. */
  void awaitDone(String method, String subject, List<String> principals) {
    await(method + " is read, with who did it")
        .atMost(Orders.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        Readings.of(installation.pods.log(NAMESPACE, "auditor")).events().stream()
                            .filter(
                                event ->
                                    event.at("/data/methodName").asText().equals("kafka." + method))
                            .filter(event -> event.path("subject").asText().endsWith(subject))
                            .filter(event -> !event.at("/data/request/validateOnly").asBoolean())
                            .filter(
                                event -> event.at("/data/result/status").asText().equals("SUCCESS"))
                            .map(event -> event.at("/data/authenticationInfo/principal").asText()))
                    .containsAll(principals));
  }
}
