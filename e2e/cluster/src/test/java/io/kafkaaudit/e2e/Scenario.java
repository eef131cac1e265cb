package io.kafkaaudit.e2e;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Begins with both Kafkas, the operator and the AuditLog orders, all of them Ready. */
@ExtendWith(ScenarioExtension.class)
abstract class Scenario {
  Installation installation;
  KubernetesClient client;
  KafkaClusters kafka;
  Orders orders;

  @BeforeEach
  void ensure() throws Exception {
    installation = Installation.get();
    client = installation.client;
    kafka = installation.kafka;
    orders = installation.orders;
    installation.release.ensure();
    orders.ensure();
  }
}
