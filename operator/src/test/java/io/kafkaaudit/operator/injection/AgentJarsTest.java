package io.kafkaaudit.operator.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.kafkaaudit.crd.AuditLog;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ConfigMaps with the jar: they are there as long as a pod needs them, and no longer. */
class AgentJarsTest extends OnInjection {
  private static final String OLDER = "kafka-audit-agent-ffffffffffff";

  @Test
  void theJarStaysWhileAPodNeedsIt() {
    AuditLog log = apply("orders", "");
    webhook(log);
    await().atMost(LONG).until(() -> configMap() != null && hasFinalizer(configMap()));
    assertThat(configMap().getImmutable()).isTrue();
    assertThat(configMap().getBinaryData())
        .isEqualTo(Map.of("kafka-audit-agent.jar", jar.base64()));
    client.resource(pod("kafka-0", jar.configMapName())).create();

    client.resource(configMap()).delete(); // by somebody
    String deleted = configMap().getMetadata().getUid();
    lookAgain();
    assertThat(configMap().getMetadata().getUid()).isEqualTo(deleted);
    client.pods().inNamespace(NAMESPACE).withName("kafka-0").delete();
    lookAgain();
    await()
        .atMost(LONG)
        .until(() -> configMap() != null && !configMap().getMetadata().getUid().equals(deleted));
  }

  @Test
  void theJarOutlivesItsAuditLogWhereAPodNeedsIt() {
    AuditLog log = apply("orders", "");
    AuditLog other = apply("other", "");
    webhook(log);
    webhook(other);
    client.resource(pod("kafka-0", jar.configMapName())).create();
    delete("orders");
    assertThat(configuration(log)).isNull();
    assertThat(hasFinalizer(configMap())).as("another AuditLog uses it").isTrue();
    delete("other");
    assertThat(configMap()).isNotNull();
    assertThat(hasFinalizer(configMap())).as("nothing of ours is left to remove it").isFalse();
  }

  @Test
  void theJarGoesWithItsLastAuditLog() {
    webhook(apply("orders", ""));
    assertThat(configMap()).isNotNull();
    delete("orders");
    assertThat(configMap()).isNull();
  }

  @Test
  void whereItsRightsAreGoneItLetsGoByName() {
    webhook(apply("orders", ""));
    assertThat(hasFinalizer(configMap())).isTrue();
    rightsAreGone = true;
    delete("orders");
    rightsAreGone = false;
    assertThat(hasFinalizer(configMap())).as("its namespace can go").isFalse();
  }

  @Test
  void anOlderJarGoesWithItsLastPod() {
    applyOlderConfigMap();
    client.resource(pod("kafka-0", OLDER)).create();
    webhook(apply("orders", ""));
    for (int look = 0; look < 3; look++) {
      lookAgain();
    }
    assertThat(olderConfigMap()).isNotNull();
    deletePodAndAwaitTheEndOfTheOlderJar();
  }

  @Test
  void anOlderJarThatSomebodyDeletedGoesWithItsLastPodToo() {
    applyOlderConfigMap();
    client.resource(pod("kafka-0", OLDER)).create();
    client.resource(olderConfigMap()).delete();
    webhook(apply("orders", ""));
    for (int look = 0; look < 3; look++) {
      lookAgain();
    }
    assertThat(olderConfigMap()).as("a pod that restarts needs it").isNotNull();
    deletePodAndAwaitTheEndOfTheOlderJar();
  }

  private void deletePodAndAwaitTheEndOfTheOlderJar() {
    client.pods().inNamespace(NAMESPACE).withName("kafka-0").delete();
    await()
        .atMost(LONG)
        .until(
            () -> {
              lookAgain();
              return olderConfigMap() == null;
            });
    assertThat(configMap()).isNotNull();
  }

  /** As an operator of another version left it. */
  private void applyOlderConfigMap() {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(OLDER)
                .addToLabels("kafkaaudit.io/role", "agent-jar")
                .endMetadata()
                .build())
        .create();
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(OLDER)
                .addToFinalizers("kafkaaudit.io/agent-jar")
                .endMetadata()
                .build())
        .fieldManager("kafka-audit-operator-guard")
        .serverSideApply();
  }

  /** Longer than what was seen of jars is believed; then waits for a reconciliation. */
  private void lookAgain() {
    clock.forward(Duration.ofMinutes(2));
    int before = looks();
    await().atMost(LONG).until(() -> looks() >= before + 2);
  }

  @Test
  void aForeignConfigMapIsNamed() {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(jar.configMapName())
                .addToLabels("kafkaaudit.io/role", "agent-jar")
                .endMetadata()
                .addToBinaryData("kafka-audit-agent.jar", "ZXZpbA==")
                .withImmutable(true)
                .build())
        .create();
    AuditLog log = apply("orders", "");
    awaitCondition("orders", "ObjectConflict");
    assertThat(condition("orders").getMessage()).contains(jar.configMapName());
    assertThat(configuration(log)).as("no pod may load it").isNull();
  }

  private ConfigMap olderConfigMap() {
    return client.configMaps().inNamespace(NAMESPACE).withName(OLDER).get();
  }

  private static boolean hasFinalizer(ConfigMap configMap) {
    return !configMap.getMetadata().getFinalizers().isEmpty();
  }
}
