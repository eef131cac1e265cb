package io.kafkaaudit.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.embedded.RealApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What CrdValidationIT does not ask a real API server: whether it takes the kinds of others, by
 * their own schemas, and runs the pods of the programs where Pod Security is restricted.
 */
class ExamplesOnApiServerIT {
  private static KubeAPIServer server;
  private static KubernetesClient admin;

  @BeforeAll
  static void start() throws IOException {
    Optional<KubeAPIServer> started = RealApiServer.start("examples on a real API server");
    Assumptions.assumeTrue(started.isPresent());
    server = started.get();
    Config access = Config.fromKubeconfig(server.getKubeConfigYaml());
    access.setRequestRetryBackoffLimit(0); // the API server answers 500 to a misspelt field
    admin = new KubernetesClientBuilder().withConfig(access).build();
    for (String namespace : List.of("kafka", "argocd", "flux-system")) {
      admin
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(namespace)
                  .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                  .endMetadata()
                  .build())
          .create();
    }
    // Made by a controller that does not run here; without it there are no pods.
    admin
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace("kafka")
                .withName("default")
                .endMetadata()
                .build())
        .create();
    ForeignSchemas.create(admin);
  }

  @AfterAll
  static void stop() {
    if (admin != null) {
      admin.close();
    }
    if (server != null) {
      server.stop();
    }
  }

  static Stream<Named<ObjectNode>> foreign() throws IOException {
    return ExampleFiles.ofOthers().stream()
        .filter(object -> !object.path("apiVersion").asText().contains("strimzi"))
        .map(object -> Named.of(object.path("kind").asText(), object));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void isTakenByTheSchemaOfThoseWhoMadeTheKind(ObjectNode object) {
    requireSchema(object);
    apply(object);
    for (String at : List.of("", "/spec")) {
      ObjectNode misspelt = object.deepCopy();
      ((ObjectNode) misspelt.at(at)).put("misspelt", true);
      assertThatThrownBy(() -> apply(misspelt)).hasMessageContaining("misspelt");
    }
  }

  static Stream<Named<Deployment>> deployments() throws IOException {
    return ExampleFiles.deployments().stream()
        .map(deployment -> Named.of(deployment.getMetadata().getName(), deployment));
  }

  @ParameterizedTest
  @MethodSource("deployments")
  void runsWherePodSecurityIsRestricted(Deployment deployment) {
    apply(Serialization.unmarshal(Serialization.asJson(deployment), ObjectNode.class));
    Pod pod =
        new PodBuilder()
            .withNewMetadataLike(deployment.getSpec().getTemplate().getMetadata())
            .withNamespace(deployment.getMetadata().getNamespace())
            .withName(deployment.getMetadata().getName())
            .endMetadata()
            .withSpec(deployment.getSpec().getTemplate().getSpec())
            .build();
    assertThat(admin.resource(pod).dryRun().create().getMetadata().getUid()).isNotEmpty();
    Pod open =
        new PodBuilder(pod)
            .editSpec()
            .editSecurityContext()
            .withRunAsNonRoot(null)
            .endSecurityContext()
            .endSpec()
            .build();
    assertThatThrownBy(() -> admin.resource(open).dryRun().create())
        .hasMessageContaining("violates PodSecurity \"restricted:latest\"");
  }

  /** Skips the test, by the kind's name, where its project's schema could not be had. */
  private static void requireSchema(JsonNode object) {
    String apiVersion = object.path("apiVersion").asText();
    String kind = object.path("kind").asText();
    Optional<ForeignSchemas> schema =
        Arrays.stream(ForeignSchemas.values()).filter(s -> s.isOf(apiVersion, kind)).findFirst();
    assertThat(schema).as(apiVersion + " " + kind).isPresent();
    boolean there = Files.exists(schema.get().file());
    if (!there) {
      System.out.printf(
          "SKIPPED: %s of the examples by its schema: no %s%n", kind, schema.get().file());
    }
    Assumptions.assumeTrue(there);
  }

  /** As {@code kubectl apply --server-side --dry-run=server} does: strict. */
  private static void apply(ObjectNode object) {
    admin
        .resource(Serialization.unmarshal(object.toString(), GenericKubernetesResource.class))
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("kubectl")
                .withFieldValidation("Strict")
                .withDryRun(List.of("All"))
                .build());
  }
}
