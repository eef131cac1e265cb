package io.kafkaaudit.operator;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Pods of a StatefulSet whose first one runs node 1, with and without an AuditLog's agent. */
public final class KafkaPods {
  private final KubernetesClient client;
  private final String auditLog;

  public KafkaPods(KubernetesClient client, String auditLog) {
    this.client = client;
    this.auditLog = auditLog;
  }

  /**
   * As the webhook leaves it, which PodPatchTest shows.
   *
   * @param revision of its agent; null: it has none
   */
  public Pod create(String name, @Nullable String revision, boolean ready) {
    return client.resource(pod(name, revision, ready, "StatefulSet")).create();
  }

  /** A pod as Strimzi makes it, without the agent. */
  public Pod createOfStrimzi(String name) {
    return client.resource(pod(name, null, true, "StrimziPodSet")).create();
  }

  public @Nullable Pod get(String name) {
    return client.pods().inNamespace(OperatorBench.NAMESPACE).withName(name).get();
  }

  /** Its probe succeeds. */
  public void ready(String name) {
    client
        .pods()
        .inNamespace(OperatorBench.NAMESPACE)
        .withName(name)
        .editStatus(
            pod ->
                new PodBuilder(pod)
                    .editStatus()
                    .withConditions()
                    .addNewCondition()
                    .withType("Ready")
                    .withStatus("True")
                    .endCondition()
                    .endStatus()
                    .build());
  }

  /** The same, not yet created. */
  public Pod pod(String name, @Nullable String revision, boolean ready, String owner) {
    String agent =
        """
              env:
              - name: JAVA_TOOL_OPTIONS
                value: "-javaagent:/opt/kafka-audit-agent/kafka-audit-agent.jar"
              volumeMounts:
              - {name: kafka-audit-agent-jar, mountPath: /opt/kafka-audit-agent, readOnly: true}
              - {name: kafka-audit-agent, mountPath: /etc/kafka-audit-agent, readOnly: true}
            volumes:
            - name: kafka-audit-agent-jar
              configMap: {name: kafka-audit-agent-%1$s, defaultMode: 420}
            - name: kafka-audit-agent
              projected:
                defaultMode: 420
                sources:
                - configMap: {name: %2$s-kafka-audit-agent, optional: true}
                - secret: {name: %2$s-kafka-audit-writer, optional: true}
        """
            .formatted(revision, auditLog);
    String text =
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          namespace: %s
          creationTimestamp: "%s"
          labels: {app: kafka}
          annotations: {kafkaaudit.io/first-node-id: "1"}
          ownerReferences:
          - {apiVersion: apps/v1, kind: %s, name: kafka, uid: nobody, controller: true}
        status:
          phase: Running
          conditions: [{type: Ready, status: "%s"}]
        spec:
            containers:
            - name: kafka
              image: apache/kafka:4.3.1
        """
            .formatted(
                name, OperatorBench.NAMESPACE, Instant.now(), owner, ready ? "True" : "False");
    return Serialization.unmarshal(text + (revision == null ? "" : agent), Pod.class);
  }
}
