package io.kafkaaudit.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.zjsonpatch.JsonPatch;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.webhook.PodAdmission;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * examples/13-automatic-rollout with a pod that runs since before; the test is StatefulSet, API
 * server, kubelet and agent.
 */
class AutomaticRolloutExampleIT {
  private static final Path EXAMPLE = Platform.EXAMPLES.resolve("13-automatic-rollout");
  private static final String NAME = "orders-broker-0";

  /** Annotated as the example's README says, for the only node is 1. */
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: orders-broker-0
        namespace: kafka
        creationTimestamp: "2026-11-28T08:00:00Z"
        labels: {app: orders}
        annotations: {kafkaaudit.io/first-node-id: "1"}
        ownerReferences:
        - {apiVersion: apps/v1, kind: StatefulSet, name: orders-broker, uid: any, controller: true}
      status:
        phase: Running
        conditions: [{type: Ready, status: "True"}]
      spec:
        containers:
        - {name: kafka, image: "apache/kafka:4.3.1"}
      """;

  @TempDir Path scratch;

  @Test
  void isReadyWhenTheAgentOfTheRestartedPodReports() throws Exception {
    try (Platform platform = Platform.injecting(scratch, "13-automatic-rollout")) {
      Pod before = platform.client().resource(Serialization.unmarshal(POD, Pod.class)).create();
      await().atMost(Platform.LONG).until(() -> pod(platform) == null);
      assertThat(platform.auditLog().getStatus().getAgents().getRestarting().getUid())
          .isEqualTo(before.getMetadata().getUid());
      assertThat(Platform.isReady(platform.auditLog().getStatus().getConditions())).isFalse();

      platform.client().resource(admitted(platform)).create();
      await()
          .atMost(Platform.LONG)
          .untilAsserted(
              () -> {
                new PlayedAgent(platform.client()).report(1);
                platform.assertReady();
              });
      var agents = platform.auditLog().getStatus().getAgents();
      assertThat(agents.getDesired()).isEqualTo(1);
      assertThat(agents.getInjected()).isEqualTo(1);
      assertThat(agents.getReporting()).isEqualTo(1);
      assertThat(agents.getRestarting()).isNull();
    }
  }

  /** Else the operator refuses it: the password goes to those of the Secret only. */
  @Test
  void theAddressesAreThoseOfTheSecret() throws Exception {
    String secret = Files.readString(EXAMPLE.resolve("platform/cluster-admin.yaml"));
    String log = Files.readString(EXAMPLE.resolve("01-auditlog.yaml"));
    assertThat(after("bootstrap.servers=", secret)).containsAll(after("bootstrapServers: ", log));
  }

  private static List<String> after(String key, String yaml) {
    var line = Pattern.compile(Pattern.quote(key) + "(.*)").matcher(yaml);
    assertThat(line.find()).isTrue();
    return List.of(line.group(1).split(","));
  }

  /** The pod as the StatefulSet creates it again and the webhook patches it. */
  private static Pod admitted(Platform platform) throws Exception {
    KubernetesClient client = platform.client();
    MutatingWebhook webhook =
        client
            .admissionRegistration()
            .v1()
            .mutatingWebhookConfigurations()
            .withName("kafka-audit-" + platform.auditLog().getMetadata().getUid())
            .get()
            .getWebhooks()
            .get(0);
    assertThat(webhook.getObjectSelector().getMatchLabels()).containsEntry("app", "orders");
    JsonNode pod = Serialization.unmarshal(POD, JsonNode.class);
    var review = new ObjectMapper().createObjectNode();
    review.put("operation", "CREATE").put("namespace", "kafka").set("object", pod);
    review.putObject("resource").put("resource", "pods");
    var patch =
        new PodAdmission(namespace -> platform.list(AuditLog.class), new SimpleMeterRegistry())
            .answer(webhook.getClientConfig().getService().getPath(), review)
            .patch();
    assertThat(patch).isNotEmpty();
    return Serialization.unmarshal(JsonPatch.apply(patch, pod).toString(), Pod.class);
  }

  private static Pod pod(Platform platform) {
    return platform.client().pods().inNamespace("kafka").withName(NAME).get();
  }
}
