package io.kafkaaudit.e2e;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Begins with both Kafkas and the operator. */
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
    begin();
  }

  /** With the AuditLog orders, and all of it Ready. */
  void begin() throws Exception {
    orders.ensure();
  }
}
