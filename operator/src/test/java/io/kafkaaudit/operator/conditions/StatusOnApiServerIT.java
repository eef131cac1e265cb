package io.kafkaaudit.operator.conditions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.kafkaaudit.crd.AccessStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.crd.KeyState;
import io.kafkaaudit.crd.KeyStatus;
import io.kafkaaudit.embedded.RealApiServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real API server makes of a status that is too large for it. */
class StatusOnApiServerIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static KubeAPIServer server;
  private static KubernetesClient client;
  private static CustomResourceDefinition crd;

  private final Passes passes = new Passes();
  private Operator operator;

  /** Writes whatever status a test wants, one more key at each pass. */
  @ControllerConfiguration(name = "auditlog")
  private static final class Passes implements Reconciler<AuditLog> {
    private final StatusWriter<AuditLogStatus, AuditLog> statuses =
        new StatusWriter<>(
            StatusKind.auditLog(), new EventRecorder(client, Clock.systemUTC()), Clock.systemUTC());
    private volatile int principals;

    @Override
    public UpdateControl<AuditLog> reconcile(AuditLog cached, Context<AuditLog> context) {
      AuditLog log = client.resource(cached).get();
      List<KeyStatus> keys = log.getStatus() == null ? null : log.getStatus().getKeys();
      AuditLogStatus status = new AuditLogStatus();
      status.setObservedGeneration(log.getMetadata().getGeneration());
      status.setKeys(keys(Math.min(5, keys == null ? 1 : keys.size() + 1)));
      status.setAccess(new AccessStatus());
      status
          .getAccess()
          .setBypass(
              IntStream.range(0, principals).mapToObj(i -> "User:" + i + "x".repeat(300)).toList());
      Condition ready =
          new ConditionBuilder()
              .withType("Ready")
              .withStatus("True")
              .withReason("AllReady")
              .withLastTransitionTime("2026-11-24T08:00:00Z")
              .withMessage("")
              .build();
      status.setConditions(List.of(ready));
      return statuses.write(log, status, Duration.ofMillis(100));
    }

    @Override
    public ErrorStatusUpdateControl<AuditLog> updateErrorStatus(
        AuditLog log, Context<AuditLog> context, Exception failure) {
      return statuses.failed(log, failure);
    }

    private static List<KeyStatus> keys(int number) {
      return IntStream.range(0, number)
          .mapToObj(
              i -> {
                KeyStatus key = new KeyStatus();
                key.setId("KA34567ABCDEFGH" + i);
                key.setState(KeyState.Granted);
                return key;
              })
          .toList();
    }
  }

  @BeforeAll
  static void startServer() {
    Optional<KubeAPIServer> started = RealApiServer.start("statuses on a real API server");
    Assumptions.assumeTrue(started.isPresent());
    server = started.get();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.fromKubeconfig(server.getKubeConfigYaml()))
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    crd =
        Serialization.unmarshal(
            StatusOnApiServerIT.class.getResourceAsStream(
                "/META-INF/fabric8/auditlogs.kafkaaudit.io-v1.yml"),
            CustomResourceDefinition.class);
    client.resource(crd).create();
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> client.resources(AuditLog.class).inAnyNamespace().list() != null);
  }

  @AfterAll
  static void stopServer() {
    if (client != null) {
      client.close();
    }
    if (server != null) {
      server.stop();
    }
  }

  @BeforeEach
  void start() {
    client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: kafkaaudit.io/v1alpha1
                kind: AuditLog
                metadata: {name: orders, namespace: default}
                spec:
                  cluster: {podSelector: {matchLabels: {app: kafka}}}
                  destination: {admin: {secretRef: {name: admin}}}
                """,
                AuditLog.class))
        .create();
    operator = new Operator(o -> o.withKubernetesClient(client).withCloseClientOnStop(false));
    operator.register(passes);
  }

  @AfterEach
  void stop() {
    operator.stop();
    resource().delete();
    client.v1().events().inNamespace("default").delete();
    schema(status -> {});
  }

  private static Resource<AuditLog> resource() {
    return client.resources(AuditLog.class).inNamespace("default").withName("orders");
  }

  private static AuditLogStatus status() {
    return resource().get().getStatus();
  }

  private static String reason() {
    List<Condition> conditions = status().getConditions();
    return conditions == null || conditions.isEmpty() ? "" : conditions.get(0).getReason();
  }

  /** Puts the CRD of another version in the place of this one's. */
  private static void schema(Consumer<JSONSchemaProps> change) {
    CustomResourceDefinition other = Serialization.clone(crd);
    change.accept(StatusLimits.schema(other));
    client.resource(other).update();
    await() // the API server builds its storage anew
        .atMost(LONG)
        .ignoreExceptions()
        .during(Duration.ofSeconds(1))
        .until(() -> client.resources(AuditLog.class).inAnyNamespace().list() != null);
  }

  private static List<Event> refusals() {
    return client.v1().events().inNamespace("default").list().getItems().stream()
        .filter(event -> event.getReason().equals("StatusRefused"))
        .toList();
  }

  @Test
  void moreThanTheSchemaAdmitsIsCutAndTaken() {
    passes.principals = 150;
    operator.start();
    await().atMost(LONG).until(() -> status().getAccess() != null);
    assertThat(status().getAccess().getBypass()).hasSize(100);
    assertThat(status().getAccess().getBypassOmitted()).isEqualTo(50);
    assertThat(reason()).isEqualTo("AllReady");
    assertThat(refusals()).isEmpty();
  }

  @Test
  void aRefusedStatusIsReplacedByOneThatSaysSoAndWorkGoesOn() {
    passes.principals = 2;
    operator.start();
    await().atMost(LONG).until(() -> "AllReady".equals(reason()) && status().getKeys().size() == 5);
    operator.stop();
    schema(status -> property(status, "access", "bypass").setMaxItems(3L));
    passes.principals = 4;
    resource()
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\": {\"keys\": [{\"id\": \"KA34567ABCDEFGH0\", \"state\": \"Granted\"}]}}");
    operator = new Operator(o -> o.withKubernetesClient(client).withCloseClientOnStop(false));
    operator.register(passes);
    operator.start();

    await().atMost(LONG).until(() -> "StatusRefused".equals(reason()));
    assertThat(status().getConditions())
        .filteredOn(condition -> condition.getType().equals("Ready"))
        .singleElement()
        .satisfies(
            ready -> {
              assertThat(ready.getStatus()).isEqualTo("False");
              assertThat(ready.getMessage())
                  .contains("refused the status")
                  .contains("status.access.bypass");
            });
    assertThat(status().getAccess().getBypass()).as("what was taken before").hasSize(2);
    await("later passes go on").atMost(LONG).until(() -> status().getKeys().size() == 5);
    assertThat(refusals()).singleElement().satisfies(e -> assertThat(e.getCount()).isOne());
    String version = resource().get().getMetadata().getResourceVersion();
    await()
        .during(Duration.ofSeconds(1))
        .atMost(LONG)
        .until(() -> resource().get().getMetadata().getResourceVersion().equals(version));

    schema(status -> {});
    await("mended").atMost(LONG).until(() -> "AllReady".equals(reason()));
    assertThat(status().getAccess().getBypass()).hasSize(4);
  }

  /** An older CRD: the API server answers 500 to a field that it does not know. */
  @Test
  void anOlderSchemaWithoutAFieldIsToldToo() {
    schema(status -> status.getProperties().get("access").getProperties().remove("bypassOmitted"));
    passes.principals = 101;
    operator.start();
    await().atMost(LONG).until(() -> "StatusRefused".equals(reason()));
    await().atMost(LONG).until(() -> status().getKeys().size() == 5);
    assertThat(status().getConditions().get(0).getMessage()).contains("bypassOmitted");
  }

  private static JSONSchemaProps property(JSONSchemaProps schema, String... path) {
    JSONSchemaProps found = schema;
    for (String name : path) {
      found = found.getProperties().get(name);
    }
    return found;
  }
}
