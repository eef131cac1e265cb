package io.kafkaaudit.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What RBAC cannot say: the policies of the chart confine what the controller may write. */
class PoliciesOnApiServerIT extends OnApiServer {
  /** What the operator wrote stays when the chart is applied again, as Helm 3 and Helm 4 do. */
  @Test
  void theControllerMayOnlyWriteTheCaBundleOfThoseForOurOwnResources() {
    String name = "kafka-audit-operator-resources";
    String path = "/webhooks/0/clientConfig/caBundle";
    String bundle = "[{\"op\": \"add\", \"path\": \"" + path + "\", \"value\": \"dHJ1c3Q=\"}]";
    String open =
        "[{\"op\": \"replace\", \"path\": \"/webhooks/0/failurePolicy\", \"value\": \"%s\"}]";
    PatchContext json = PatchContext.of(PatchType.JSON);
    PatchContext dryRun =
        new PatchContext.Builder().withPatchType(PatchType.JSON).withDryRun(List.of("All")).build();
    try (KubernetesClient controller = client("kafka-audit-operator")) {
      var mutating =
          controller.admissionRegistration().v1().mutatingWebhookConfigurations().withName(name);
      var validating =
          controller.admissionRegistration().v1().validatingWebhookConfigurations().withName(name);
      // A policy is in force some time after it was created.
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> mutating.patch(dryRun, open.formatted("Ignore")))
                      .hasMessageContaining("only write the caBundle"));
      assertThatThrownBy(() -> validating.patch(dryRun, open.formatted("Fail")))
          .hasMessageContaining("only write the caBundle");
      assertThatThrownBy(mutating::delete)
          .hasMessageContaining("only change the configurations that the chart made");
      assertThatThrownBy(validating::delete).hasMessageContaining("cannot delete");
      assertThat(mutating.patch(json, bundle).getWebhooks().get(0).getClientConfig().getCaBundle())
          .isEqualTo("dHJ1c3Q=");
      validating.patch(json, bundle);

      apply(Chart.render(Chart.values(INSTALLED)), false);
      admin
          .admissionRegistration()
          .v1()
          .mutatingWebhookConfigurations()
          .withName(name)
          .patch(
              PatchContext.of(PatchType.STRATEGIC_MERGE),
              "{\"webhooks\": [{\"name\": \"changed-by.kafkaaudit.io\", \"timeoutSeconds\": 6}]}");
      assertThat(mutating.get().getWebhooks().get(0).getClientConfig().getCaBundle())
          .isEqualTo("dHJ1c3Q=");
      assertThat(validating.get().getWebhooks().get(0).getClientConfig().getCaBundle())
          .isEqualTo("dHJ1c3Q=");
    }
  }

  @Test
  void withWatchedNamespacesNoConfigurationIsMadeOrDeleted() {
    apply(
        Chart.render(
            "watched",
            Chart.values("{watchNamespaces: [kafka, security], crds: {install: false}}")),
        false);
    String account = "watched-kafka-audit-operator";
    assertThat(rules(account, "kafka"))
        .filteredOn(rule -> rule.getResources().toString().contains("webhookconfigurations"))
        .isNotEmpty()
        .allSatisfy(
            rule -> {
              assertThat(rule.getVerbs()).doesNotContain("create", "delete", "list", "*");
              assertThat(rule.getResourceNames()).isNotEmpty();
            });
    assertThat(verbs(account, "elsewhere", "secrets")).isEmpty();
    MutatingWebhookConfiguration entries =
        new MutatingWebhookConfigurationBuilder(PodWebhooks.good(account + "-webhook"))
            .editMetadata()
            .withName(account + "-pods-kafka")
            .endMetadata()
            .build();
    try (KubernetesClient controller = client(account)) {
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(
                          () ->
                              update(
                                  controller,
                                  new MutatingWebhookConfigurationBuilder(entries)
                                      .editFirstWebhook()
                                      .editNamespaceSelector()
                                      .addToMatchLabels("kubernetes.io/metadata.name", "security")
                                      .endNamespaceSelector()
                                      .endWebhook()
                                      .build()))
                      .hasMessageContaining("of the namespace that the configuration is for"));
      PodWebhooks.wrong()
          .forEach(
              (message, wrong) -> {
                if (!message.startsWith("begin with")) {
                  assertThatThrownBy(() -> update(controller, wrong.apply(entries)))
                      .as(message)
                      .hasMessageContaining("the operator");
                }
              });
      assertThat(update(controller, entries).getWebhooks()).hasSize(1);
      // An upgrade of the chart leaves them alone.
      apply(
          Chart.render(
              "watched",
              Chart.values("{watchNamespaces: [kafka, security], crds: {install: false}}")),
          false);
      MutatingWebhookConfiguration present =
          controller
              .admissionRegistration()
              .v1()
              .mutatingWebhookConfigurations()
              .withName(account + "-pods-kafka")
              .get();
      assertThat(present.getWebhooks()).hasSize(1);
      present.setWebhooks(List.of());
      assertThat(controller.resource(present).update().getWebhooks()).isEmpty();
      assertThatThrownBy(() -> controller.resource(PodWebhooks.good(account + "-webhook")).create())
          .hasMessageContaining("cannot create resource");
    }
  }

  private static MutatingWebhookConfiguration update(
      KubernetesClient controller, MutatingWebhookConfiguration wanted) {
    MutatingWebhookConfiguration present =
        controller
            .admissionRegistration()
            .v1()
            .mutatingWebhookConfigurations()
            .withName(wanted.getMetadata().getName())
            .get();
    present.setWebhooks(wanted.getWebhooks());
    return controller.resource(present).update();
  }

  @Test
  void theControllerMayOnlyConfigureWebhooksForItsPods() {
    MutatingWebhookConfiguration good = PodWebhooks.good("kafka-audit-operator-webhook");
    try (KubernetesClient controller = client("kafka-audit-operator")) {
      // A policy is in force some time after it was created.
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(
                          () ->
                              controller
                                  .resource(PodWebhooks.wrong().get("end within 10 s").apply(good))
                                  .dryRun()
                                  .create())
                      .hasMessageContaining("end within 10 s"));
      PodWebhooks.wrong()
          .forEach(
              (message, change) ->
                  assertThatThrownBy(() -> controller.resource(change.apply(good)).create())
                      .isInstanceOf(KubernetesClientException.class)
                      .hasMessageContaining(message));
      controller.resource(good).create();
      controller.resource(good).delete();
      MutatingWebhookConfiguration others =
          new MutatingWebhookConfigurationBuilder(good)
              .editMetadata()
              .withName("istio")
              .endMetadata()
              .build();
      admin.resource(others).create();
      assertThatThrownBy(() -> controller.resource(others).delete())
          .hasMessageContaining("begin with kafka-audit-");
    }
  }

  @Test
  void theControllerMayOnlyWriteConfigMapsOfItsOwn() {
    ConfigMap others = configMap(Map.of("app", "kafka"));
    admin.resource(others).create();
    try (KubernetesClient controller = client("kafka-audit-operator")) {
      awaitPolicyOnConfigMaps(controller);
      assertThatThrownBy(
              () ->
                  controller
                      .resource(others)
                      .patch(
                          PatchContext.of(PatchType.JSON_MERGE),
                          "{\"metadata\": {\"labels\": {\"kafkaaudit.io/role\": \"agent-jar\"}}}"))
          .hasMessageContaining("only write ConfigMaps that it made");
      ConfigMap own = configMap(Map.of("kafkaaudit.io/role", "agent-jar"));
      own.getMetadata().setNamespace("kafka");
      controller.resource(own).create();
      controller.resource(own).delete();
    }
  }

  /** A policy is in force some time after it was created. */
  private static void awaitPolicyOnConfigMaps(KubernetesClient controller) {
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(
                        () -> controller.resource(configMap(Map.of("app", "x"))).dryRun().create())
                    .hasMessageContaining("only write ConfigMaps that it made"));
  }

  /** An apply makes it, and the role names it; its namespace has not joined. */
  @Test
  void theControllerMayWriteTheOneConfigMapOfItsOwnNamespace() {
    ConfigMap notes =
        new ConfigMapBuilder(configMap(Map.of("kafkaaudit.io/role", "log-starts")))
            .editMetadata()
            .withNamespace("kafka-audit")
            .withName("kafka-audit-log-starts")
            .endMetadata()
            .addToData("uid", "a note")
            .build();
    ConfigMap other =
        new ConfigMapBuilder(notes).editMetadata().withName("others").endMetadata().build();
    try (KubernetesClient controller = client("kafka-audit-operator")) {
      awaitPolicyOnConfigMaps(controller);
      controller.resource(notes).serverSideApply();
      notes.getData().put("uid", "another note");
      controller.resource(notes).serverSideApply();
      assertThat(controller.resource(notes).get().getData()).containsEntry("uid", "another note");
      assertThatThrownBy(() -> controller.resource(other).serverSideApply())
          .hasMessageContaining("forbidden");
    }
    admin.resource(notes).delete();
  }

  /** The finalizer of the agent's ConfigMap goes last where a namespace is deleted. */
  @Test
  void whereNoNamespaceJoinedTheControllerMayOnlyLetGoOfItsConfigMaps() {
    ConfigMap left =
        new ConfigMapBuilder(configMap(Map.of("kafkaaudit.io/role", "agent-jar")))
            .editMetadata()
            .withName("left")
            .withFinalizers("kafkaaudit.io/agent-jar")
            .endMetadata()
            .addToData("policy", "everything")
            .addToBinaryData("agent.jar", "AAAA".repeat(200_000)) // a policy may cost only so much
            .build();
    admin.resource(left).create();
    PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
    try (KubernetesClient controller = client("kafka-audit-operator")) {
      for (String change :
          List.of(
              "{\"data\": {\"policy\": \"nothing\"}}",
              "{\"data\": null}",
              "{\"binaryData\": {\"agent.jar\": \"BBBB\"}}",
              "{\"metadata\": {\"labels\": {\"app\": \"kafka\"}}}")) {
        await() // a policy is in force some time after it was created
            .untilAsserted(
                () ->
                    assertThatThrownBy(() -> controller.resource(left).patch(merge, change))
                        .as(change)
                        .hasMessageContaining("may not change what is in its ConfigMaps"));
      }
      controller.resource(left).patch(merge, "{\"metadata\": {\"finalizers\": []}}");
    }
    assertThat(admin.resource(left).get().getMetadata().getFinalizers()).isEmpty();
    admin.resource(left).delete();
  }

  @Test
  void theControllerMayOnlyAskStrimziToRestartAPod() {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("kafka")
            .withName("orders-kafka-0")
            .addToAnnotations("kafkaaudit.io/first-node-id", "1")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("kafka")
            .withImage("kafka")
            .endContainer()
            .withAutomountServiceAccountToken(false)
            .endSpec()
            .build();
    admin
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace("kafka")
                .withName("default")
                .endMetadata()
                .build())
        .serverSideApply();
    admin.resource(pod).create();
    String uid = admin.resource(pod).get().getMetadata().getUid();
    PatchContext apply =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("kafka-audit-operator")
            .withForce(true)
            .build();
    try (KubernetesClient controller = client("kafka-audit-operator")) {
      for (String change :
          List.of(
              "metadata: {labels: {app: another}}",
              "metadata: {finalizers: [kafkaaudit.io/held]}",
              "metadata: {annotations: {another: 'true'}}",
              "metadata: {annotations: {kafkaaudit.io/first-node-id: '2'}}",
              "spec: {containers: [{name: kafka, image: evil}]}")) {
        await() // a policy is in force some time after it was created
            .untilAsserted(
                () ->
                    assertThatThrownBy(() -> controller.resource(named(change, uid)).patch(apply))
                        .as(change)
                        .hasMessageContaining("nothing of a pod but its annotation"));
      }
      controller
          .resource(
              named("metadata: {annotations: {strimzi.io/manual-rolling-update: 'true'}}", uid))
          .patch(apply);
    }
    assertThat(admin.resource(pod).get().getMetadata().getAnnotations())
        .containsOnly(
            Map.entry("kafkaaudit.io/first-node-id", "1"),
            Map.entry("strimzi.io/manual-rolling-update", "true"));
  }

  private static Pod named(String change, String uid) {
    return new PodBuilder(Serialization.unmarshal(change, Pod.class))
        .editOrNewMetadata()
        .withNamespace("kafka")
        .withName("orders-kafka-0")
        .withUid(uid)
        .endMetadata()
        .build();
  }

  private static ConfigMap configMap(Map<String, String> labels) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(labels.containsValue("x") ? "kafka" : "elsewhere")
        .withName("settings")
        .withLabels(labels)
        .endMetadata()
        .build();
  }
}
