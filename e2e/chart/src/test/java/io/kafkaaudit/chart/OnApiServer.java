package io.kafkaaudit.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.File;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

/** The chart, installed on a real API server of its own. */
abstract class OnApiServer {
  private static final String VERSION = "1.34.4";

  /** Values of what is installed. */
  static final String INSTALLED = "rbac: {secretNamespaces: [kafka], rollout: true}";

  private static KubeAPIServer server;
  static KubernetesClient admin;

  @BeforeAll
  static void start() throws Exception {
    String directory = System.getProperty("kafkaaudit.envtest", "");
    boolean there =
        new File(directory, "k8s/" + VERSION + "-linux-amd64/kube-apiserver").canExecute();
    if (!there) {
      assertThat(Boolean.getBoolean("kafkaaudit.envtest.required")).as(directory).isFalse();
      System.out.println("SKIPPED: the chart on a real API server: no -Dkafkaaudit.envtest=DIR");
    }
    Assumptions.assumeTrue(there);
    server =
        new KubeAPIServer(
            KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(directory)
                .withOfflineMode(true)
                .withApiServerVersion(VERSION)
                .withApiServerFlag("--bind-address", "127.0.0.1")
                .withWaitForEtcdHealthCheckOnStartup(true)
                .build());
    server.start();
    admin = client(null);
    for (String namespace : List.of("kafka-audit", "kafka", "security", "elsewhere")) {
      admin
          .resource(
              new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
          .create();
    }
    ForeignKinds.create(admin);
    apply(Chart.render(Chart.values(INSTALLED)), false);
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

  static KubernetesClient client(String account) {
    Config config = Config.fromKubeconfig(server.getKubeConfigYaml());
    ConfigBuilder builder = new ConfigBuilder(config).withRequestRetryBackoffLimit(0);
    if (account != null) {
      builder
          .withImpersonateUsername("system:serviceaccount:kafka-audit:" + account)
          .withImpersonateGroups(
              "system:serviceaccounts",
              "system:serviceaccounts:kafka-audit",
              "system:authenticated");
    }
    return new KubernetesClientBuilder().withConfig(builder.build()).build();
  }

  /**
   * {@code helm install}, with what this API server serves and has.
   *
   * @return the notes
   * @throws IllegalStateException with Helm's own words when it refuses
   */
  static String install(String release, Map<String, Object> values) {
    InstallCommand install =
        new Helm(Chart.DIRECTORY)
            .install()
            .withName(release)
            .withNamespace("kafka-audit")
            .withKubeConfigContents(server.getKubeConfigYaml());
    values.forEach(install::set);
    return install.call().getOutput();
  }

  static void apply(List<ObjectNode> objects, boolean dryRun) {
    PatchContext context =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("helm")
            .withFieldValidation("Strict")
            .withForce(true)
            .withDryRun(dryRun ? List.of("All") : List.of())
            .build();
    for (ObjectNode object : objects) {
      GenericKubernetesResource resource =
          Serialization.unmarshal(object.toString(), GenericKubernetesResource.class);
      try {
        admin.resource(resource).patch(context);
      } catch (KubernetesClientException e) {
        throw new AssertionError(Chart.id(object) + ": " + e.getMessage(), e);
      }
    }
  }

  static List<String> verbs(String account, String namespace, String resource) {
    return rules(account, namespace).stream()
        .filter(rule -> rule.getResources().contains(resource) || rule.getResources().contains("*"))
        .map(ResourceRule::getVerbs)
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  /** What {@code kubectl auth can-i --list} shows. */
  static List<ResourceRule> rules(String account, String namespace) {
    try (KubernetesClient client = client(account)) {
      return client
          .authorization()
          .v1()
          .selfSubjectRulesReview()
          .create(
              new SelfSubjectRulesReviewBuilder()
                  .withNewSpec()
                  .withNamespace(namespace)
                  .endSpec()
                  .build())
          .getStatus()
          .getResourceRules();
    }
  }
}
