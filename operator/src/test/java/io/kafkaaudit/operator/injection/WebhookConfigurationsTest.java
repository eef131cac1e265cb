package io.kafkaaudit.operator.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.embedded.RequestFault;
import io.kafkaaudit.operator.ChartWebhooks;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The configurations that the chart made, on the mock API server. */
class WebhookConfigurationsTest {
  private static final String REVISION = "0123456789ab";

  private final MockKubernetes kubernetes = MockKubernetes.start();
  private final KubernetesClient client = kubernetes.client();
  private final ConfigurationPerNamespace perNamespace =
      new ConfigurationPerNamespace(
          client, "kafka-audit", "audit-webhook", "audit-pods-", Set.of("kafka", "security"));

  @AfterEach
  void stop() {
    kubernetes.close();
  }

  private void ofNamespace(String namespace) {
    client
        .resource(
            new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName("audit-pods-" + namespace)
                .endMetadata()
                .build())
        .create();
  }

  private List<MutatingWebhook> entries(String namespace) {
    return client
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName("audit-pods-" + namespace)
        .get()
        .getWebhooks();
  }

  private String version() {
    return client
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName("audit-pods-kafka")
        .get()
        .getMetadata()
        .getResourceVersion();
  }

  private AuditLog log(String name) {
    return client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: kafkaaudit.io/v1alpha1
                kind: AuditLog
                metadata: {name: %s, namespace: kafka}
                spec:
                  cluster: {podSelector: {matchLabels: {app: %s}}}
                  destination: {admin: {secretRef: {name: admin}}}
                """
                    .formatted(name, name),
                AuditLog.class))
        .serverSideApply();
  }

  @Test
  void anEntryPerAuditLogComesAndGoes() {
    ofNamespace("kafka");
    ofNamespace("security");
    AuditLog orders = log("orders");
    AuditLog payments = log("payments");
    perNamespace.apply(orders, REVISION, "trust");
    perNamespace.apply(payments, REVISION, "trust");
    assertThat(entries("kafka"))
        .extracting(MutatingWebhook::getName)
        .containsExactly(
            orders.getMetadata().getUid() + ".inject.kafkaaudit.io",
            payments.getMetadata().getUid() + ".inject.kafkaaudit.io");
    assertThat(entries("kafka"))
        .extracting(w -> w.getClientConfig().getService().getPath())
        .containsExactly("/inject/kafka/orders/" + REVISION, "/inject/kafka/payments/" + REVISION);
    assertThat(entries("security")).isEmpty();

    String idle = version();
    perNamespace.apply(orders, REVISION, "trust");
    assertThat(version()).isEqualTo(idle);

    assertThat(perNamespace.allTrust("trust")).isTrue();
    perNamespace.apply(orders, REVISION, "next");
    assertThat(perNamespace.allTrust("trust")).isFalse();
    assertThat(perNamespace.allTrust("next")).isFalse();
    perNamespace.apply(payments, REVISION, "next");
    assertThat(perNamespace.allTrust("next")).isTrue();

    perNamespace.remove(orders);
    assertThat(entries("kafka"))
        .extracting(w -> w.getObjectSelector().getMatchLabels().get("app"))
        .containsExactly("payments");
    perNamespace.remove(orders);
  }

  /** The chart grants these, by name, and no more. */
  @Test
  void needsNothingButToReadAndUpdateTheChartsConfigurations() {
    ofNamespace("kafka");
    ofNamespace("security");
    AuditLog orders = log("orders");
    Set<String> requests = ConcurrentHashMap.newKeySet();
    kubernetes.failRequests(
        (userAgent, method, path) -> {
          if (path.contains("webhookconfigurations")) {
            requests.add(method + " " + path.substring(path.lastIndexOf('/') + 1));
          }
          return RequestFault.Moment.NEVER;
        });
    perNamespace.sweep();
    perNamespace.apply(orders, REVISION, "trust");
    perNamespace.allTrust("trust");
    perNamespace.remove(orders);
    assertThat(requests)
        .containsExactlyInAnyOrder(
            "GET audit-pods-kafka", "PUT audit-pods-kafka", "GET audit-pods-security");
  }

  /** As AKS's admissions enforcer does, for ever. */
  @Test
  void whatOthersAddToTheNamespaceSelectorIsLeftAlone() {
    ofNamespace("kafka");
    AuditLog orders = log("orders");
    var perLog = new ConfigurationPerAuditLog(client, "kafka-audit", "audit-webhook");
    String ownName = "kafka-audit-" + orders.getMetadata().getUid();
    perLog.apply(orders, REVISION, "trust");
    perNamespace.apply(orders, REVISION, "trust");
    for (String name : List.of(ownName, "audit-pods-kafka")) {
      expression(name, "control-plane", "DoesNotExist");
      expression(name, "kubernetes.io/metadata.name", "DoesNotExist");
    }
    for (int i = 0; i < 2; i++) {
      perLog.apply(orders, REVISION, "trust");
      perNamespace.apply(orders, REVISION, "trust");
    }
    for (String name : List.of(ownName, "audit-pods-kafka")) {
      assertThat(configuration(name).get().getWebhooks().get(0).getNamespaceSelector())
          .satisfies(
              selector -> {
                assertThat(selector.getMatchLabels())
                    .isEqualTo(Map.of("kubernetes.io/metadata.name", "kafka"));
                assertThat(selector.getMatchExpressions())
                    .as("what could only shut us out is gone")
                    .extracting(LabelSelectorRequirement::getKey)
                    .containsExactly("control-plane");
              });
      String version = configuration(name).get().getMetadata().getResourceVersion();
      perLog.apply(orders, REVISION, "trust");
      perNamespace.apply(orders, REVISION, "trust");
      assertThat(configuration(name).get().getMetadata().getResourceVersion())
          .as("not fought over")
          .isEqualTo(version);
    }
    perLog.apply(orders, "ba9876543210", "trust");
    MutatingWebhook written = configuration(ownName).get().getWebhooks().get(0);
    assertThat(written.getClientConfig().getService().getPath()).endsWith("ba9876543210");
    assertThat(written.getNamespaceSelector().getMatchExpressions()).hasSize(1);
  }

  private Resource<MutatingWebhookConfiguration> configuration(String name) {
    return client.admissionRegistration().v1().mutatingWebhookConfigurations().withName(name);
  }

  private void expression(String configuration, String key, String operator) {
    configuration(configuration)
        .edit(
            present -> {
              LabelSelector selector = present.getWebhooks().get(0).getNamespaceSelector();
              List<LabelSelectorRequirement> expressions =
                  new ArrayList<>(selector.getMatchExpressions());
              expressions.add(new LabelSelectorRequirement(key, operator, List.of()));
              selector.setMatchExpressions(expressions);
              return present;
            });
  }

  @Test
  void auditLogsWrittenAtOnceAllStay() {
    ofNamespace("kafka");
    List<AuditLog> logs = IntStream.range(0, 3).mapToObj(i -> log("log-" + i)).toList();
    CompletableFuture.allOf(
            logs.stream()
                .map(
                    log ->
                        CompletableFuture.runAsync(
                            () -> perNamespace.apply(log, REVISION, "trust")))
                .toArray(CompletableFuture[]::new))
        .join();
    assertThat(entries("kafka")).hasSize(3);
  }

  @Test
  void entriesOfAuditLogsThatAreGoneAreSwept() {
    ofNamespace("kafka");
    AuditLog kept = log("kept");
    AuditLog lost = log("lost");
    perNamespace.apply(kept, REVISION, "trust");
    perNamespace.apply(lost, REVISION, "trust");
    client.resource(lost).delete();
    perNamespace.sweep();
    assertThat(entries("kafka"))
        .extracting(MutatingWebhook::getName)
        .containsExactly(kept.getMetadata().getUid() + ".inject.kafkaaudit.io");
  }

  @Test
  void withoutTheChartsConfigurationItSaysSo() {
    assertThatThrownBy(() -> perNamespace.apply(log("orders"), REVISION, "trust"))
        .isInstanceOfSatisfying(
            StepFailure.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.WebhookConfigurationNotFound))
        .hasMessageContaining("audit-pods-kafka of the chart is gone");
    perNamespace.sweep();
    assertThat(perNamespace.allTrust("trust")).isTrue();
  }

  @Test
  void beforeThereIsACertificateNobodyIsAskedAboutPods() {
    ofNamespace("kafka");
    AuditLog orders = log("orders");
    AgentJars jars = new AgentJars(client, new AgentJar(REVISION, "amFy"), Clock.systemUTC());
    Injection injection = new Injection(client, jars, perNamespace, Optional::empty);
    assertThatThrownBy(() -> injection.run(orders, List.of(orders)))
        .isInstanceOfSatisfying(
            StepFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.WebhookNotReady));
    assertThat(entries("kafka")).isEmpty();
  }

  @Test
  void theCaBundleIsAllThatIsWrittenForOurOwnResources() {
    ResourceWebhooks webhooks = new ResourceWebhooks(client, "resources");
    webhooks.trust("trust");
    assertThat(webhooks.ready()).as("the chart's objects are not there yet").isFalse();
    for (HasMetadata configuration : ChartWebhooks.forResources("resources")) {
      webhooks.trust("trust");
      assertThat(webhooks.ready()).as("not both of them are there").isFalse();
      client.resource(configuration).create();
    }
    webhooks.trust("trust");
    assertThat(webhooks.ready()).isTrue();
    assertThat(webhooks.allTrust("trust")).isTrue();
    assertThat(webhooks.allTrust("next")).isFalse();
    var resource =
        client.admissionRegistration().v1().mutatingWebhookConfigurations().withName("resources");
    String version = resource.get().getMetadata().getResourceVersion();
    assertThat(resource.get().getWebhooks())
        .singleElement()
        .satisfies(
            w -> {
              assertThat(w.getClientConfig().getCaBundle()).isEqualTo("dHJ1c3Q=");
              assertThat(w.getClientConfig().getService().getName()).isEqualTo("audit-webhook");
              assertThat(w.getFailurePolicy()).isEqualTo("Fail");
            });
    webhooks.trust("trust");
    assertThat(resource.get().getMetadata().getResourceVersion()).as("idle").isEqualTo(version);
    webhooks.trust("next");
    assertThat(webhooks.allTrust("next")).isTrue();
    assertThat(new ResourceWebhooks(client, "").ready()).as("there are none").isTrue();
  }
}
