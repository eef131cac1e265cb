package io.kafkaaudit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kafkaaudit.crd.FailurePolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Brokers start while the webhook is away, and while its certificate is rotated. */
class WebhookScenario extends Scenario {
  private static final String NODE = "orders-broker-1";
  private static final String STEP_AT = "kafkaaudit.io/rotation-step-at";
  private static final Map<String, String> LABELS = Map.of("app", "orders", "role", "broker");

  @AfterEach
  void webhookIsBack() {
    if (installation != null) {
      installation.release.scale(OperatorRelease.WEBHOOK, 2);
    }
  }

  @Test
  void withIgnoreABrokerStartsWithoutTheAgentAndTheConditionTells() throws Exception {
    installation.release.scale(OperatorRelease.WEBHOOK, 0);
    orders.restart(NODE);
    await("the condition tells")
        .atMost(Orders.PATIENCE)
        .until(() -> orders.reason("AgentInjected").equals("RestartNeeded"));
    assertThat(installation.kubectl("describe", "auditlog", "orders", "-n", "kafka"))
        .contains(
            "4/5 on revision",
            "Without the agent: " + NODE,
            "kubectl -n kafka rollout restart statefulset/orders-broker");
    installation.release.scale(OperatorRelease.WEBHOOK, 2);
    orders.restart(NODE);
    orders.awaitReady();
  }

  @Test
  void withFailABrokerWaitsForTheWebhook() throws Exception {
    orders.edit(log -> log.getSpec().getInjection().setFailurePolicy(FailurePolicy.Fail));
    await("the API server knows")
        .atMost(Orders.PATIENCE)
        .until(() -> installation.webhook.of(orders.log()).getFailurePolicy().equals("Fail"));
    installation.release.scale(OperatorRelease.WEBHOOK, 0);
    String before = installation.pods.uid(Orders.NAMESPACE, NODE);
    installation.pods.delete(Orders.NAMESPACE, NODE);
    await("the pod is gone")
        .atMost(Orders.PATIENCE)
        .until(() -> !installation.pods.uid(Orders.NAMESPACE, NODE).equals(before));
    await("the StatefulSet tells why there is no pod")
        .atMost(Orders.PATIENCE)
        .until(
            () ->
                installation
                    .kubectl("describe", "statefulset", "orders-broker", "-n", "kafka")
                    .contains("inject.kafkaaudit.io"));
    assertThat(installation.pods.uid(Orders.NAMESPACE, NODE)).isEmpty();
    installation.release.scale(OperatorRelease.WEBHOOK, 2);
    orders.awaitSuccessor(NODE, before);
    assertThat(orders.hasAgent(NODE)).isTrue();
    // Ready may still be of the pod before.
    await("all five are injected")
        .atMost(Orders.PATIENCE)
        .until(() -> orders.log().getStatus().getAgents().getInjected() == 5);
    orders.awaitReady();
  }

  @Test
  void noCallIsDroppedWhileTheCertificateIsRotated() throws Exception {
    Webhook webhook = installation.webhook;
    // As if it had been made 70 days ago.
    Certificates old =
        Certificates.of(
            List.of(
                OperatorRelease.WEBHOOK + "." + OperatorRelease.NAMESPACE + ".svc",
                OperatorRelease.WEBHOOK + "." + OperatorRelease.NAMESPACE + ".svc.cluster.local"),
            Duration.ofDays(20));
    String[] pair = old.server().split("(?=-----BEGIN CERTIFICATE)", 2);
    webhook.editCertificate(
        secret -> {
          secret.getData().keySet().removeAll(List.of("next.crt", "next.key"));
          secret.getData().put("tls.key", encoded(pair[0]));
          secret.getData().put("tls.crt", encoded(pair[1]));
          secret.getData().put("ca.crt", encoded(old.authority()));
        });
    await("the next certificate is made")
        .atMost(Orders.PATIENCE)
        .until(() -> !Webhook.entry(webhook.certificate(), "next.crt").isEmpty());
    String next = Webhook.entry(webhook.certificate(), "next.crt");
    webhook.awaitServed(pair[1]);
    awaitTrust(2);
    try (Webhook.Admissions admissions = webhook.new Admissions(Orders.NAMESPACE, LABELS)) {
      minutesPass(3);
      await("it is promoted")
          .atMost(Orders.PATIENCE)
          .until(() -> Webhook.entry(webhook.certificate(), "tls.crt").equals(next));
      webhook.awaitServed(next);
      minutesPass(11);
      awaitTrust(1);
      int until = admissions.asked() + 20;
      await("pods are admitted").atMost(Orders.PATIENCE).until(() -> admissions.asked() >= until);
      assertThat(admissions.stop()).isEmpty();
    }
  }

  /** Waits until the Secret and the API server have so many authorities. */
  private void awaitTrust(int authorities) {
    await(authorities + " authorities are trusted")
        .atMost(Orders.PATIENCE)
        .until(
            () -> {
              String trusted = Webhook.entry(installation.webhook.certificate(), "ca.crt");
              return trusted.split("-----BEGIN", -1).length - 1 == authorities
                  && installation
                      .webhook
                      .of(orders.log())
                      .getClientConfig()
                      .getCaBundle()
                      .equals(encoded(trusted))
                  && installation.webhook.injects(Orders.NAMESPACE, LABELS);
            });
  }

  /** What a step waits for, minutes, has no faster sign in the cluster: its time is set back. */
  private void minutesPass(int minutes) {
    installation.webhook.editCertificate(
        secret ->
            secret
                .getMetadata()
                .getAnnotations()
                .put(STEP_AT, Instant.now().minus(Duration.ofMinutes(minutes)).toString()));
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
