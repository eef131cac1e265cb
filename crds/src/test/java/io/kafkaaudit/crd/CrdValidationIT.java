package io.kafkaaudit.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfig;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Schema and CEL rules on a real API server: good manifests get in, wrong ones get a clear error.
 */
class CrdValidationIT {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final Path EXAMPLES = Path.of("../examples");
  private static final Pattern NAMESPACE = Pattern.compile("(?m)^  namespace: ([a-z-]+)");
  private static final Pattern OF_OTHERS =
      Pattern.compile("(?m)^apiVersion: [a-z.]*(strimzi|argoproj|fluxcd)[.]io/");

  private static KubeAPIServer server;
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    Optional<KubeAPIServerConfig> config = ApiServerBinaries.find();
    Assumptions.assumeTrue(config.isPresent());
    server = new KubeAPIServer(config.get());
    server.start();
    Config access = Config.fromKubeconfig(server.getKubeConfigYaml());
    access.setRequestRetryBackoffLimit(0); // the API server answers 500 to a misspelt field
    client = new KubernetesClientBuilder().withConfig(access).build();
    for (String kind : List.of("auditlogs", "auditcredentials")) {
      CustomResourceDefinition crd =
          client
              .apiextensions()
              .v1()
              .customResourceDefinitions()
              .load(
                  CrdValidationIT.class.getResourceAsStream(
                      "/META-INF/fabric8/" + kind + ".kafkaaudit.io-v1.yml"))
              .item();
      client.resource(crd).create();
    }
    await()
        .ignoreExceptions()
        .until(
            () -> {
              client.resources(AuditLog.class).inNamespace("default").list();
              client.resources(AuditCredential.class).inNamespace("default").list();
              return true;
            });
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
    }
    if (server != null) {
      server.stop();
    }
  }

  @AfterEach
  void clean() {
    client.resources(AuditLog.class).inAnyNamespace().delete();
    client.resources(AuditCredential.class).inAnyNamespace().delete();
  }

  static Stream<String> bad() throws IOException {
    return names("bad-input");
  }

  static Stream<String> good() throws IOException {
    return names("good-input");
  }

  private static Stream<String> names(String folder) throws IOException {
    try (Stream<Path> all = Files.list(RESOURCES.resolve(folder))) {
      return all.map(path -> path.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aWrongManifestIsRefusedWithAClearMessage(String name) throws IOException {
    Path folder = RESOURCES.resolve("bad-input").resolve(name);
    String message = Files.readString(folder.resolve("message.txt")).trim();
    assertThatThrownBy(() -> apply(Files.readString(folder.resolve("in.yaml"))))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(message);
    assertThat(client.resources(AuditLog.class).inNamespace("default").list().getItems()).isEmpty();
    assertThat(client.resources(AuditCredential.class).inNamespace("default").list().getItems())
        .isEmpty();
  }

  /** MockKubernetesTest fills in the same defaults, by the same files. */
  @ParameterizedTest
  @MethodSource("good")
  void aGoodManifestIsTakenAndFilledWithDefaults(String name) throws IOException {
    Path folder = RESOURCES.resolve("good-input").resolve(name);
    GenericKubernetesResource applied = apply(Files.readString(folder.resolve("in.yaml")));
    String defaulted =
        Serialization.asYaml(Map.of("spec", applied.get("spec"), "status", applied.get("status")));
    Path out = folder.resolve("out.yaml");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(out, defaulted);
    }
    assertThat(Serialization.<Object>unmarshal(Files.readString(out), Object.class))
        .isEqualTo(Serialization.<Object>unmarshal(defaulted, Object.class));
  }

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> all = Files.list(EXAMPLES)) {
      return all.filter(Files::isDirectory).sorted().toList().stream();
    }
  }

  /** Without those of kinds that other projects bring. */
  @ParameterizedTest
  @MethodSource("examples")
  void everyManifestOfAnExampleIsTakenAsItIs(Path example) throws IOException {
    List<String> manifests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(example, 2)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        String text = Files.readString(file);
        if (!OF_OTHERS.matcher(text).find()) {
          manifests.addAll(List.of(text.split("(?m)^---$")));
        }
      }
    }
    assertThat(manifests).isNotEmpty();
    for (String text : manifests) {
      NAMESPACE.matcher(text).results().forEach(match -> makeNamespace(match.group(1)));
    }
    manifests.forEach(CrdValidationIT::apply);
  }

  private static void makeNamespace(String name) {
    apply("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: " + name + "\n");
  }

  @Test
  void whatCannotBeChangedIsRefused() throws IOException {
    apply(manifest("good-input/auditlog-smallest"));
    apply(manifest("good-input/credential-smallest"));
    String log = manifest("good-input/auditlog-smallest");
    assertThatThrownBy(() -> apply(log + "  topic: {name: another}\n"))
        .hasMessageContaining("topic.name cannot be changed");
    assertThatThrownBy(() -> apply(log + "  topic: {partitions: 5}\n"))
        .hasMessageContaining("topic.partitions cannot become fewer");
    apply(log + "  topic: {partitions: 7}\n");
    String credential = manifest("good-input/credential-smallest");
    assertThatThrownBy(() -> apply(credential.replace("siem-audit-log", "other")))
        .hasMessageContaining("secretName cannot be changed");
    assertThatThrownBy(() -> apply(credential.replace("{name: orders}", "{name: other}")))
        .hasMessageContaining("auditLogRef cannot be changed");
  }

  @Test
  void conditionsAndKeysOfTwoWritersAreMergedByTheirKeys() throws IOException {
    apply(manifest("good-input/auditlog-smallest"));
    status("one", condition("Accepted"), "KAAAAAAAAAAAAAAA");
    status("two", condition("TopicReady"), "KABBBBBBBBBBBBBB");
    AuditLogStatus status =
        client
            .resources(AuditLog.class)
            .inNamespace("default")
            .withName("orders")
            .get()
            .getStatus();
    assertThat(status.getConditions())
        .extracting(Condition::getType)
        .containsExactlyInAnyOrder("Accepted", "TopicReady");
    assertThat(status.getKeys())
        .extracting(KeyStatus::getId)
        .containsExactlyInAnyOrder("KAAAAAAAAAAAAAAA", "KABBBBBBBBBBBBBB");
  }

  private static void status(String manager, Condition condition, String keyId) {
    KeyStatus key = new KeyStatus();
    key.setId(keyId);
    key.setState(KeyState.Granted);
    AuditLog log = new AuditLog();
    log.getMetadata().setName("orders");
    log.getMetadata().setNamespace("default");
    log.setStatus(new AuditLogStatus());
    log.getStatus().setConditions(List.of(condition));
    log.getStatus().setKeys(List.of(key));
    client
        .resource(log)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .build());
  }

  private static Condition condition(String type) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus("True")
        .withReason("Tested")
        .withMessage("so it is")
        .withLastTransitionTime("2026-11-24T08:00:00Z")
        .build();
  }

  private static String manifest(String folder) throws IOException {
    return Files.readString(RESOURCES.resolve(folder).resolve("in.yaml"));
  }

  /** As kubectl apply --server-side does: strict. */
  private static GenericKubernetesResource apply(String yaml) {
    GenericKubernetesResource resource =
        Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    return client
        .resource(resource)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("kubectl")
                .withFieldValidation("Strict")
                .build());
  }
}
