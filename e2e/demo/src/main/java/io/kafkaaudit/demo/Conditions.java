package io.kafkaaudit.demo;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What resources say of themselves. */
final class Conditions {
  private Conditions() {}

  static boolean isReady(KubernetesClient client, String namespace, String name) {
    AuditCredential credential =
        client.resources(AuditCredential.class).inNamespace(namespace).withName(name).get();
    return credential.getStatus() != null
        && of(credential.getStatus().getConditions()).stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  /** What kubectl describe would show. */
  static List<String> all(KubernetesClient client, String namespace) {
    List<Condition> all = new ArrayList<>();
    client.resources(AuditLog.class).inNamespace(namespace).list().getItems().stream()
        .filter(log -> log.getStatus() != null)
        .forEach(log -> all.addAll(of(log.getStatus().getConditions())));
    client.resources(AuditCredential.class).inNamespace(namespace).list().getItems().stream()
        .filter(credential -> credential.getStatus() != null)
        .forEach(credential -> all.addAll(of(credential.getStatus().getConditions())));
    return all.stream()
        .map(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason() + ": " + c.getMessage())
        .toList();
  }

  private static List<Condition> of(@Nullable List<Condition> conditions) {
    return conditions == null ? List.of() : conditions;
  }
}
