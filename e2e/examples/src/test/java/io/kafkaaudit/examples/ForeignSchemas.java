package io.kafkaaudit.examples;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The kinds of others among the examples, with the schemas that Argo CD and Flux publish, where
 * {@code -Dkafkaaudit.foreign.crds=DIR} has them as {@code GROUP_PLURAL.yaml}. Those of Strimzi are
 * in no registry: StrimziManifestsTest has its classes instead.
 */
enum ForeignSchemas {
  APPLICATION("argoproj.io", "v1alpha1", "Application", "applications"),
  GIT_REPOSITORY("source.toolkit.fluxcd.io", "v1", "GitRepository", "gitrepositories"),
  KUSTOMIZATION("kustomize.toolkit.fluxcd.io", "v1", "Kustomization", "kustomizations");

  private final String group;
  private final String version;
  private final String kind;
  private final String plural;

  ForeignSchemas(String group, String version, String kind, String plural) {
    this.group = group;
    this.version = version;
    this.kind = kind;
    this.plural = plural;
  }

  boolean isOf(String apiVersion, String kind) {
    return apiVersion.equals(group + "/" + version) && kind.equals(this.kind);
  }

  /** Where its schema is; it may not be there. */
  Path file() {
    return Path.of(
        System.getProperty("kafkaaudit.foreign.crds", ""), group + "_" + plural + ".yaml");
  }

  /** Creates those that are there. */
  static void create(KubernetesClient admin) throws IOException {
    for (ForeignSchemas foreign : values()) {
      if (Files.exists(foreign.file())) {
        String text = Files.readString(foreign.file());
        admin.resource(Serialization.unmarshal(text, CustomResourceDefinition.class)).create();
        await()
            .ignoreExceptions()
            .until(
                () ->
                    admin
                            .genericKubernetesResources(
                                foreign.group + "/" + foreign.version, foreign.kind)
                            .list()
                        != null);
      }
    }
  }
}
