package io.kafkaaudit.operator.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.RealApiServer;
import io.kafkaaudit.operator.Golden;
import io.kafkaaudit.operator.conditions.StepFailure;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.platform.PlatformAct;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The webhook process behind a real API server, with the chart's own configurations: who changed a
 * resource is written down and cannot be forged, and nothing hangs when the webhook is away.
 */
class AdmissionOnApiServerIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String CHANGED_BY = "kafkaaudit.io/changed-by";
  private static final Path CHART =
      Path.of("../e2e/chart/src/test/resources/golden/default/out.yaml");

  @TempDir static Path directory;
  private static KubeAPIServer server;
  private static KubernetesClient admin;
  private static final CertificateIssue ISSUE = Tls.localhost();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private WebhookProcess webhook;

  @BeforeAll
  static void startServer() throws Exception {
    Optional<KubeAPIServer> started = RealApiServer.start("the webhook on a real API server");
    Assumptions.assumeTrue(started.isPresent());
    server = started.get();
    admin = as(null);
    admin
        .resource(new NamespaceBuilder().withNewMetadata().withName("kafka").endMetadata().build())
        .create();
    for (String kind : List.of("auditlogs", "auditcredentials")) {
      admin
          .resource(
              Serialization.unmarshal(
                  AdmissionOnApiServerIT.class.getResourceAsStream(
                      "/META-INF/fabric8/" + kind + ".kafkaaudit.io-v1.yml"),
                  CustomResourceDefinition.class))
          .create();
    }
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(
            () ->
                admin.resources(AuditLog.class).inAnyNamespace().list() != null
                    && admin.resources(AuditCredential.class).inAnyNamespace().list() != null);
    Tls.mount(directory, ISSUE);
  }

  @AfterAll
  static void stopServer() {
    if (admin != null) {
      admin.close();
    }
    if (server != null) {
      server.stop();
    }
  }

  @BeforeEach
  void start() throws Exception {
    webhook = new WebhookProcess(admin, new WebhookSettings(0, directory), Set.of(), metrics);
    await().atMost(LONG).until(webhook::ready);
    configure(webhook.port());
    // A configuration is in force some time after it was written.
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(
            () -> {
              AuditLog probe = as("root", c -> c.resource(log("probe")).create());
              admin.resource(probe).delete();
              return annotations(probe).containsKey(CHANGED_BY);
            });
  }

  @AfterEach
  void stop() {
    webhook.close();
    for (String kind : List.of("mutating", "validating")) {
      unconfigure(kind);
    }
    admin
        .resources(AuditLog.class)
        .inNamespace("kafka")
        .list()
        .getItems()
        .forEach(
            log -> {
              resource(log)
                  .edit(
                      l -> {
                        l.getMetadata().setFinalizers(List.of());
                        return l;
                      });
              resource(log).delete();
            });
  }

  private static void unconfigure(String kind) {
    var v1 = admin.admissionRegistration().v1();
    if (kind.equals("mutating")) {
      v1.mutatingWebhookConfigurations().withName("kafka-audit-operator-resources").delete();
    } else {
      v1.validatingWebhookConfigurations().withName("kafka-audit-operator-resources").delete();
    }
  }

  /** The chart's configurations, but for where the webhook is. */
  private static void configure(int port) throws Exception {
    List<JsonNode> found = new ArrayList<>();
    try (var documents =
        Golden.YAML.readerFor(JsonNode.class).<JsonNode>readValues(CHART.toFile())) {
      while (documents.hasNext()) {
        JsonNode object = documents.next();
        if (object.path("kind").asText().endsWith("WebhookConfiguration")) {
          found.add(object);
        }
      }
    }
    assertThat(found).hasSize(2);
    for (JsonNode configuration : found) {
      ObjectNode entry = (ObjectNode) configuration.at("/webhooks/0");
      String path = entry.at("/clientConfig/service/path").asText();
      entry
          .putObject("clientConfig")
          .put("url", "https://localhost:" + port + path)
          .put(
              "caBundle",
              Base64.getEncoder()
                  .encodeToString(ISSUE.authority().getBytes(StandardCharsets.UTF_8)));
      admin.resource(configuration.toString()).create();
    }
  }

  private static KubernetesClient as(String user) {
    ConfigBuilder config =
        new ConfigBuilder(Config.fromKubeconfig(server.getKubeConfigYaml()))
            .withRequestRetryBackoffLimit(0);
    if (user != null) {
      config.withImpersonateUsername(user).withImpersonateGroups("system:masters");
    }
    return new KubernetesClientBuilder().withConfig(config.build()).build();
  }

  private interface PlatformAct<T> {
    T by(KubernetesClient client);
  }

  private static <T> T as(String user, PlatformAct<T> act) {
    try (KubernetesClient client = as(user)) {
      return act.by(client);
    }
  }

  private static AuditLog log(String name) {
    return Serialization.unmarshal(
        """
        apiVersion: kafkaaudit.io/v1alpha1
        kind: AuditLog
        metadata: {name: %s, namespace: kafka}
        spec:
          cluster: {podSelector: {matchLabels: {app: %s}}}
          destination: {admin: {secretRef: {name: admin-of-%s}}}
        """
            .formatted(name, name, name),
        AuditLog.class);
  }

  private static Resource<AuditLog> resource(AuditLog log) {
    return resource(admin, log);
  }

  private static Resource<AuditLog> resource(KubernetesClient client, AuditLog log) {
    return client
        .resources(AuditLog.class)
        .inNamespace("kafka")
        .withName(log.getMetadata().getName());
  }

  private static Map<String, String> annotations(AuditLog log) {
    return log.getMetadata().getAnnotations() == null
        ? Map.of()
        : log.getMetadata().getAnnotations();
  }

  private static String changedBy(AuditLog log) {
    AuditLog stored = resource(log).get();
    String text = annotations(stored).get(CHANGED_BY);
    return text + " at " + stored.getMetadata().getGeneration();
  }

  private static AuditLog merge(String user, AuditLog log, String patch) {
    return as(
        user, client -> resource(client, log).patch(PatchContext.of(PatchType.JSON_MERGE), patch));
  }

  private static AuditLog apply(String manager, AuditLog log) {
    PatchContext context =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(manager)
            .withForce(true)
            .build();
    return as(
        "system:serviceaccount:argocd:" + manager, client -> client.resource(log).patch(context));
  }

  @Test
  void theGenerationThatIsStoredIsTheOneInTheAnnotation() {
    AuditLog log = as("alice", client -> client.resource(log("orders")).create());
    assertThat(changedBy(log)).isEqualTo("1 alice at 1");
    merge("bob", log, "{\"spec\": {\"access\": {\"keyLimit\": 3}}}");
    assertThat(changedBy(log)).isEqualTo("2 bob at 2");
    merge("carol", log, "{\"metadata\": {\"labels\": {\"team\": \"a\"}}}");
    assertThat(changedBy(log)).isEqualTo("2 bob at 2");
    merge("carol", log, "{\"spec\": {\"access\": {\"keyLimit\": 3}}}");
    assertThat(changedBy(log)).as("asked for what is there").isEqualTo("2 bob at 2");
    merge("carol", log, "{\"metadata\": {\"annotations\": {\"kafkaaudit.io/rotate\": \"1\"}}}");
    assertThat(changedBy(log)).isEqualTo("2 carol at 2");
  }

  @Test
  void nobodyForgesOrRemovesIt() {
    AuditLog wanted = log("orders");
    wanted.getMetadata().setAnnotations(Map.of(CHANGED_BY, "1 alice"));
    AuditLog log = as("mallory", client -> client.resource(wanted).create());
    assertThat(changedBy(log)).isEqualTo("1 mallory at 1");
    String forged = "{\"metadata\": {\"annotations\": {\"" + CHANGED_BY + "\": %s}}}";
    merge("eve", log, forged.formatted("\"1 alice\""));
    assertThat(changedBy(log)).isEqualTo("1 mallory at 1");
    merge("eve", log, forged.formatted("null"));
    assertThat(changedBy(log)).isEqualTo("1 mallory at 1");
    merge("eve", log, "{\"metadata\": {\"annotations\": null}}");
    assertThat(changedBy(log)).isEqualTo("1 mallory at 1");
    AuditLog replaced = resource(log).get();
    replaced.getMetadata().setAnnotations(Map.of(CHANGED_BY, "2 alice"));
    replaced.getSpec().setSuspend(true);
    as("eve", client -> client.resource(replaced).update());
    assertThat(changedBy(log)).isEqualTo("2 eve at 2");
    merge(
        "system:serviceaccount:kafka-audit:kafka-audit-operator",
        log,
        forged.formatted("\"2 alice\""));
    assertThat(changedBy(log)).as("by a stolen token of the operator").isEqualTo("2 eve at 2");
  }

  @Test
  void appliedAgainFromGitNothingChanges() {
    AuditLog log = apply("argocd", log("orders"));
    assertThat(changedBy(log)).isEqualTo("1 system:serviceaccount:argocd:argocd at 1");
    as( // as the operator does; else the first apply stores the status that the CRD defaults
        "operator",
        client ->
            resource(client, log)
                .subresource("status")
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    "{\"status\": {\"observedGeneration\": 1}}"));
    String version = resource(log).get().getMetadata().getResourceVersion();
    apply("argocd", log("orders"));
    assertThat(changedBy(log)).isEqualTo("1 system:serviceaccount:argocd:argocd at 1");
    assertThat(resource(log).get().getMetadata().getResourceVersion()).isEqualTo(version);
    AuditLog changed = log("orders");
    changed.getSpec().setSuspend(true);
    apply("argocd", changed);
    assertThat(changedBy(log)).isEqualTo("2 system:serviceaccount:argocd:argocd at 2");
  }

  @Test
  void anAuditCredentialRightAfterItsAuditLogIsNotWarnedOf() {
    for (int i = 0; i < 10; i++) {
      AuditLog log = log("orders-" + i);
      AuditCredential credential = credential("siem-" + i, "orders-" + i);
      as("alice", client -> client.resource(log).create());
      as("alice", client -> client.resource(credential).create());
      admin.resource(credential).delete();
    }
    assertThat(outcomes("Valid")).isGreaterThanOrEqualTo(20);
    assertThat(outcomes("Warned")).isZero();
    AuditCredential lonely = credential("siem", "nothing");
    as("alice", client -> client.resource(lonely).dryRun().create());
    assertThat(outcomes("Warned")).isEqualTo(1);
  }

  private double outcomes(String outcome) {
    return metrics.find("kafka.audit.admissions").tag("outcome", outcome).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private static AuditCredential credential(String name, String log) {
    return Serialization.unmarshal(
        """
        apiVersion: kafkaaudit.io/v1alpha1
        kind: AuditCredential
        metadata: {name: %s, namespace: kafka}
        spec: {auditLogRef: {name: %s}, secretName: %s-audit-log}
        """
            .formatted(name, log, name),
        AuditCredential.class);
  }

  @Test
  void aRightThatIsMissingIsToldInTheWordsOfThisApiServer() {
    ConfigBuilder config =
        new ConfigBuilder(Config.fromKubeconfig(server.getKubeConfigYaml()))
            .withImpersonateUsername("system:serviceaccount:audit:operator");
    try (KubernetesClient operator =
        new KubernetesClientBuilder().withConfig(config.build()).build()) {
      assertThatThrownBy(() -> new OwnedObjects(operator).secret("kafka", "admin"))
          .isInstanceOf(StepFailure.class)
          .hasMessageStartingWith("The operator may not get secrets in namespace kafka. ");
    }
  }

  @Test
  void whatCannotBecomeRightIsRefusedAtOnce() {
    AuditLog first = log("first");
    first.getSpec().getDestination().getAdmin().getSecretRef().setName("admin");
    as("alice", client -> client.resource(first).create());
    AuditLog second = log("second");
    second.getSpec().getDestination().getAdmin().getSecretRef().setName("admin");
    // The webhook learns of the first one a moment later.
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThatThrownBy(
                        () -> as("alice", client -> client.resource(second).dryRun().create()))
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining(
                        "topic.name: AuditLog kafka/first is older and writes to topic"));
  }

  @Test
  void withTheWebhookAwayTheOperatorGoesOnAndDeletionsDoNotHang() {
    AuditLog log = as("alice", client -> client.resource(log("orders")).create());
    webhook.close();
    assertThatThrownBy(() -> merge("bob", log, "{\"spec\": {\"suspend\": true}}"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("failed calling webhook \"changed-by.kafkaaudit.io\"");
    assertThatThrownBy(() -> as("bob", client -> client.resource(log("other")).create()))
        .hasMessageContaining("failed calling webhook \"changed-by.kafkaaudit.io\"");

    String operator = "system:serviceaccount:kafka-audit:kafka-audit-operator";
    merge(operator, log, "{\"metadata\": {\"finalizers\": [\"kafkaaudit.io/finalizer\"]}}");
    as(
        operator,
        client ->
            resource(client, log)
                .subresource("status")
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE), "{\"status\": {\"clusterId\": \"c\"}}"));
    assertThat(resource(log).get().getStatus().getClusterId()).isEqualTo("c");
    assertThat(new HashSet<>(resource(log).get().getMetadata().getFinalizers()))
        .contains("kafkaaudit.io/finalizer");

    as("bob", client -> client.resource(log).delete());
    assertThat(resource(log).get().getMetadata().getDeletionTimestamp()).isNotNull();
    merge(operator, log, "{\"metadata\": {\"finalizers\": null}}");
    assertThat(resource(log).get()).isNull();
  }
}
