package io.kafkaaudit.operator.injection;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditLog;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoPodsTest {
  private final AuditLog log =
      Serialization.unmarshal(
          """
          apiVersion: kafkaaudit.io/v1alpha1
          kind: AuditLog
          metadata: {name: orders, namespace: security}
          spec:
            cluster:
              podSelector:
                matchLabels: {app: kafak}
                matchExpressions: [{key: tier, operator: In, values: [a, b]}]
          """,
          AuditLog.class);

  @Test
  void inANamespaceWithoutPodsItSaysWhereTheAuditLogBelongs() {
    assertThat(NoPods.advice(log, 0, List.of()))
        .isEqualTo(
            "The selector is app=kafak, tier In (a, b); it matches no pod of the 0 in namespace"
                + " security: create the AuditLog in the namespace of Kafka's pods");
  }

  @Test
  void theLabelsOfPodsThatLookLikeKafkaAreGiven() {
    assertThat(
            NoPods.advice(
                log,
                1,
                List.of(
                    pod("web-0", "nginx", Map.of("app", "kafak")),
                    pod(
                        "broker-0",
                        "registry/apache/kafka:4.3.1",
                        Map.of("app", "kafka", "controller-revision-hash", "x")),
                    pod("exporter", "danielqsj/kafka-exporter", Map.of("app", "kafka-exporter")))))
        .isEqualTo(
            "The selector is app=kafak, tier In (a, b); it matches 1 pod of the 3 in namespace"
                + " security. By name or image these run Kafka: broker-0 with labels app=kafka");
  }

  @Test
  void manyPodsWithManyLabelsStayReadable() {
    Map<String, String> labels = new java.util.TreeMap<>();
    IntStream.range(0, 200).forEach(i -> labels.put("label-" + i, "x".repeat(63)));
    List<Pod> pods =
        IntStream.range(0, 500).mapToObj(i -> pod("kafka-" + i, "kafka", labels)).toList();
    assertThat(NoPods.advice(log, 0, pods)).hasSizeLessThan(2_500).endsWith("and 497 more");
    assertThat(NoPods.advice(log, 0, List.of(pod("web", "nginx", Map.of()))))
        .endsWith("by name and image no pod there runs Kafka");
  }

  private static Pod pod(String name, String image, Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage(image)
        .endContainer()
        .endSpec()
        .build();
  }
}
