package io.kafkaaudit.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.Enforcement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each test asks for what a real API server does; CrdValidationIT asks a real one the same of the
 * CRDs.
 */
class MockKubernetesTest {

  private static final Path QUICKSTART = Path.of("../../examples/01-quickstart");

  @TempDir Path scratch;
  private MockKubernetes kubernetes;
  private KubernetesClient client;

  @BeforeEach
  void start() {
    kubernetes = MockKubernetes.start();
    client = kubernetes.client();
  }

  @AfterEach
  void stop() {
    kubernetes.close();
  }

  @Test
  void theQuickstartIsTakenAndFilledWithDefaults() throws IOException {
    try (Stream<Path> files = Files.list(QUICKSTART)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        kubernetes.apply(file);
      }
    }
    AuditLog log = log();
    assertThat(log.getSpec().getDeletionPolicy().getTimeout()).isEqualTo("10m");
    assertThat(log.getSpec().getAccess().getEnforcement()).isEqualTo(Enforcement.Enforce);
    assertThat(log.getStatus().getObservedGeneration()).isEqualTo(-1);
    assertThat(log.getMetadata().getGeneration()).isEqualTo(1);
  }

  /** What out.yaml says, CrdValidationIT holds against a real API server. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "auditlog-smallest",
        "auditlog-everything",
        "credential-smallest",
        "credential-replace"
      })
  void defaultsAreThoseOfARealApiServer(String name) throws IOException {
    Path folder = Path.of("../../crds/src/test/resources/good-input").resolve(name);
    kubernetes.apply(folder.resolve("in.yaml"));
    GenericKubernetesResource in =
        Serialization.unmarshal(
            Files.readString(folder.resolve("in.yaml")), GenericKubernetesResource.class);
    GenericKubernetesResource applied = client.resource(in).get();
    assertThat(Map.of("spec", applied.<Object>get("spec"), "status", applied.<Object>get("status")))
        .isEqualTo(
            Serialization.unmarshal(Files.readString(folder.resolve("out.yaml")), Map.class));
  }

  @Test
  void stringDataBecomesData() throws IOException {
    kubernetes.apply(QUICKSTART.resolve("platform/destination-admin.yaml"));
    assertThat(client.secrets().inNamespace("kafka").withName("audit-kafka-admin").get().getData())
        .containsOnlyKeys("client.properties");
  }

  @Test
  void applyingTheSameAgainChangesNothing() throws IOException {
    kubernetes.apply(QUICKSTART.resolve("01-auditlog.yaml"));
    String version = log().getMetadata().getResourceVersion();
    kubernetes.apply(QUICKSTART.resolve("01-auditlog.yaml"));
    assertThat(log().getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void aWrongManifestIsRefusedAsTheApiServerDoes() throws IOException {
    String good = Files.readString(QUICKSTART.resolve("01-auditlog.yaml"));
    assertThatThrownBy(() -> apply(good.replace("keyLimit: 2", "keyLimit: 0")))
        .hasMessageContaining(
            "AuditLog.kafkaaudit.io \"orders\" is invalid: spec.access.keyLimit: Invalid value: 0: "
                + "spec.access.keyLimit in body should be greater than or equal to 1");
    assertThatThrownBy(() -> apply(good.replace("keyLimit: 2", "keyLimits: 2")))
        .hasMessageContaining("unknown field \"spec.access.keyLimits\"");
    assertThatThrownBy(() -> apply(good.replace("retention: 7d", "retention: forever")))
        .hasMessageContaining("spec.topic.retention");
    assertThatThrownBy(() -> apply(good.replace("partitions: 6", "partitions: six")))
        .hasMessageContaining("must be of type integer: \"string\"");
    assertThatThrownBy(() -> apply(good.substring(0, good.indexOf("spec:"))))
        .hasMessageContaining("spec: Required value");
    assertThat(client.resources(AuditLog.class).inAnyNamespace().list().getItems()).isEmpty();
  }

  @Test
  void whatAManagerNoLongerAppliesIsRemovedAndTheRestStays() {
    applyAs("one", Map.of("a", "1", "b", "1"));
    applyAs("two", Map.of("c", "2"));
    applyAs("one", Map.of("a", "3"));
    assertThat(configMap("settings").getData()).isEqualTo(Map.of("a", "3", "c", "2"));
  }

  @Test
  void theOperatorsFinalizerAndStatusGoInByServerSideApply() throws IOException {
    kubernetes.apply(QUICKSTART.resolve("01-auditlog.yaml"));
    AuditLog finalizer = named();
    finalizer.getMetadata().setFinalizers(List.of("kafkaaudit.io/keys"));
    serverSide(client, finalizer, "operator");
    status("operator", "Accepted", "Ready");
    status("other", "TopicReady");
    assertThat(log().getMetadata().getFinalizers()).containsExactly("kafkaaudit.io/keys");
    assertThat(log().getStatus().getConditions())
        .extracting(Condition::getType)
        .containsExactly("Accepted", "Ready", "TopicReady");
    status("operator", "Ready");
    assertThat(log().getStatus().getConditions())
        .extracting(Condition::getType)
        .containsExactly("Ready", "TopicReady");
    assertThat(log().getMetadata().getGeneration()).isEqualTo(1);

    client.resource(named()).delete();
    assertThat(log().isMarkedForDeletion()).isTrue();
    serverSide(client, named(), "operator");
    assertThat(log()).isNull();
  }

  @Test
  void aStatusOfAnOldVersionIsAConflict() throws IOException {
    kubernetes.apply(QUICKSTART.resolve("01-auditlog.yaml"));
    AuditLog stale = named();
    stale.getMetadata().setResourceVersion(log().getMetadata().getResourceVersion());
    stale.setStatus(new AuditLogStatus());
    status("operator", "Ready");
    assertThatThrownBy(
            () ->
                client
                    .resource(stale)
                    .subresource("status")
                    .patch(
                        new PatchContext.Builder()
                            .withPatchType(PatchType.SERVER_SIDE_APPLY)
                            .withFieldManager("operator")
                            .build()))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
  }

  @Test
  void aMergePatchReplacesLists() {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("settings")
                .withNamespace("kafka")
                .withFinalizers("x.io/a", "x.io/b")
                .endMetadata()
                .addToData("a", "1")
                .build())
        .create();
    client
        .configMaps()
        .inNamespace("kafka")
        .withName("settings")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"finalizers\":[\"x.io/b\"]},\"data\":{\"a\":null,\"b\":\"2\"}}");
    assertThat(configMap("settings").getMetadata().getFinalizers()).containsExactly("x.io/b");
    assertThat(configMap("settings").getData()).isEqualTo(Map.of("b", "2"));
  }

  @Test
  void dependentsGoWithTheirOwner() {
    ConfigMap owner = applyAs("one", Map.of("a", "1"));
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("dependent")
                .withNamespace("kafka")
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName("settings")
                .withUid(owner.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .build())
        .create();
    client.resource(owner).delete();
    assertThat(client.secrets().inNamespace("kafka").withName("dependent").get()).isNull();
  }

  @Test
  void anObjectThatHasChangedIsNotDeletedByItsOldVersion() {
    ConfigMap old = applyAs("one", Map.of("a", "1"));
    ConfigMap changed = applyAs("one", Map.of("a", "2"));
    assertThatThrownBy(
            () ->
                client
                    .resource(old)
                    .lockResourceVersion(old.getMetadata().getResourceVersion())
                    .delete())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
    assertThat(configMap("settings")).isNotNull();
    client
        .resource(changed)
        .lockResourceVersion(changed.getMetadata().getResourceVersion())
        .delete();
    assertThat(configMap("settings")).isNull();
  }

  @Test
  void whoeverAsksMayDoEverything() {
    SelfSubjectRulesReview review =
        new SelfSubjectRulesReviewBuilder().withNewSpec().withNamespace("kafka").endSpec().build();
    assertThat(client.resource(review).create().getStatus().getResourceRules())
        .singleElement()
        .satisfies(rule -> assertThat(rule.getVerbs()).containsExactly("*"));
  }

  @Test
  void aFaultComesBeforeOrAfterTheEffect() {
    kubernetes.failRequests(
        (userAgent, method, path) ->
            userAgent.equals("once") && path.contains("/configmaps/before")
                ? RequestFault.Moment.BEFORE_EFFECT
                : path.contains("/configmaps/after") && method.equals("PATCH")
                    ? RequestFault.Moment.AFTER_EFFECT
                    : RequestFault.Moment.NEVER);
    try (KubernetesClient once = kubernetes.newClient("once")) {
      for (String name : List.of("before", "after")) {
        ConfigMap map =
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("kafka")
                .endMetadata()
                .build();
        assertThatThrownBy(() -> serverSide(once, map, "one"))
            .isInstanceOfSatisfying(
                KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(500));
      }
    }
    kubernetes.failRequests(RequestFault.NONE);
    assertThat(configMap("before")).isNull();
    assertThat(configMap("after")).isNotNull();
  }

  private AuditLog log() {
    return client.resources(AuditLog.class).inNamespace("kafka").withName("orders").get();
  }

  private ConfigMap configMap(String name) {
    return client.configMaps().inNamespace("kafka").withName(name).get();
  }

  private static AuditLog named() {
    AuditLog log = new AuditLog();
    log.getMetadata().setName("orders");
    log.getMetadata().setNamespace("kafka");
    return log;
  }

  private void apply(String yaml) throws IOException {
    kubernetes.apply(Files.writeString(scratch.resolve("in.yaml"), yaml));
  }

  private ConfigMap applyAs(String manager, Map<String, String> data) {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("settings")
            .withNamespace("kafka")
            .endMetadata()
            .withData(data)
            .build();
    return serverSide(client, map, manager);
  }

  private void status(String manager, String... conditions) {
    AuditLog log = named();
    log.setStatus(new AuditLogStatus());
    log.getStatus()
        .setConditions(
            Stream.of(conditions)
                .map(type -> new ConditionBuilder().withType(type).withStatus("True").build())
                .toList());
    client
        .resource(log)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .build());
  }

  private static <T extends io.fabric8.kubernetes.api.model.HasMetadata> T serverSide(
      KubernetesClient client, T resource, String manager) {
    return client
        .resource(resource)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .build());
  }
}
