package io.kafkaaudit.operator.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.management.WebhookProcess;
import io.kafkaaudit.operator.management.WebhookSettings;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** New pods: what the API server is told to ask, and what it is answered. */
class InjectionTest extends OnInjection {
  @Test
  void aPodGetsTheAgentByWhatTheOperatorMade() throws Exception {
    AuditLog log = apply("orders", "");
    MutatingWebhook webhook = webhook(log);
    Secret certificate = client.secrets().inNamespace("kafka-audit").withName("certificate").get();
    Path mounted = Files.createDirectory(directory.resolve("mounted"));
    for (String name : List.of("tls.crt", "tls.key")) {
      Files.writeString(mounted.resolve(name), OwnedObjects.entry(certificate, name));
    }
    Pod pod = pod("kafka-0", null);
    try (WebhookProcess process =
        new WebhookProcess(
            client, new WebhookSettings(0, mounted), Set.of(), new SimpleMeterRegistry())) {
      await().atMost(LONG).until(process::ready);
      Pod patched = ApiServer.admit(webhook, process.port(), pod);
      client.resource(patched).create();
    }
    awaitCondition("orders", "AllInjected");
    assertThat(condition("orders").getMessage()).isEqualTo("1/1 on revision " + jar.revision());
    AuditLog seen = log("orders");
    assertThat(seen.getStatus().getSummary().getAgents()).isEqualTo("1/1");
    assertThat(seen.getStatus().getAgents().getRevision()).isEqualTo(jar.revision());
    assertThat(seen.getStatus().getAgents().getDesired()).isOne();
    assertThat(seen.getStatus().getAgents().getInjected()).isOne();
  }

  @Test
  void theWebhookIsAskedAboutNothingElse() {
    AuditLog log = apply("orders", "  injection: {failurePolicy: Fail}\n");
    MutatingWebhook webhook = webhook(log);
    assertThat(webhook.getFailurePolicy()).isEqualTo("Fail");
    assertThat(webhook.getObjectSelector()).isEqualTo(log.getSpec().getCluster().getPodSelector());
    assertThat(webhook.getNamespaceSelector().getMatchLabels())
        .isEqualTo(Map.of("kubernetes.io/metadata.name", NAMESPACE));
    assertThat(webhook.getRules()).hasSize(1);
    assertThat(webhook.getRules().get(0).getOperations()).containsExactly("CREATE");
    assertThat(webhook.getRules().get(0).getResources()).containsExactly("pods");
    assertThat(webhook.getClientConfig().getUrl()).isNull();
    assertThat(webhook.getClientConfig().getService().getPath())
        .isEqualTo("/inject/kafka/orders/" + jar.revision());
    assertThat(webhook.getSideEffects()).isEqualTo("None");
    assertThat(webhook.getReinvocationPolicy()).isEqualTo("IfNeeded");

    String version = configuration(log).getMetadata().getResourceVersion();
    await()
        .during(Duration.ofSeconds(2))
        .atMost(LONG)
        .until(() -> configuration(log).getMetadata().getResourceVersion().equals(version));

    apply("orders", "  injection: {failurePolicy: Ignore}\n");
    await().atMost(LONG).until(() -> webhook(log).getFailurePolicy().equals("Ignore"));
  }

  @Test
  void suspendedItTellsWhoStillHasTheAgent() throws Exception {
    AuditLog log = apply("orders", "");
    MutatingWebhook webhook = webhook(log);
    client.resource(injected(webhook, "kafka-0")).create();
    client.resource(pod("kafka-1", null)).create();
    awaitCondition("orders", "RestartNeeded");

    apply("orders", "  suspend: true\n");
    awaitCondition("orders", "Suspended");
    assertThat(condition("orders").getMessage()).endsWith("restarted: kafka-0");
    assertThat(configuration(log)).isNull();

    delete("orders");
    assertThat(client.v1().events().inNamespace(NAMESPACE).list().getItems())
        .filteredOn(event -> event.getReason().equals("AgentStillInPods"))
        .extracting(Event::getMessage)
        .singleElement()
        .asString()
        .contains("kafka/orders is gone")
        .contains("restarted: kafka-0")
        .contains(jar.configMapName());
  }

  @Test
  void configurationsOfAuditLogsThatAreGoneAreSweptAtTheStart() {
    AuditLog kept = apply("kept", "");
    webhook(kept);
    AuditLog lost = apply("lost", "");
    webhook(lost);
    operator.stop();
    var resource = client.resources(AuditLog.class).inNamespace(NAMESPACE).withName("lost");
    await() // what the operator was about when it stopped may come in between
        .atMost(LONG)
        .ignoreExceptions()
        .until(
            () -> {
              resource.edit(
                  log -> {
                    log.getMetadata().setFinalizers(List.of());
                    return log;
                  });
              resource.delete();
              return log("lost") == null;
            });
    assertThat(configuration(lost)).isNotNull();
    operator = startOperator(directory.resolve("agent.jar"));
    await().atMost(LONG).until(() -> configuration(lost) == null);
    assertThat(configuration(kept)).isNotNull();
  }

  private Pod injected(MutatingWebhook webhook, String name) throws Exception {
    Path mounted = Files.createTempDirectory(directory, "mounted");
    Secret certificate = client.secrets().inNamespace("kafka-audit").withName("certificate").get();
    for (String file : List.of("tls.crt", "tls.key")) {
      Files.writeString(mounted.resolve(file), OwnedObjects.entry(certificate, file));
    }
    try (WebhookProcess process =
        new WebhookProcess(
            client, new WebhookSettings(0, mounted), Set.of(), new SimpleMeterRegistry())) {
      await().atMost(LONG).until(process::ready);
      return ApiServer.admit(webhook, process.port(), pod(name, null));
    }
  }
}
