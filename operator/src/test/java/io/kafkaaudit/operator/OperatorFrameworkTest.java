package io.kafkaaudit.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.embedded.MockKubernetes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The operator framework as in production (finalizer and status by server-side apply, leader
 * election) on the in-memory API server.
 */
class OperatorFrameworkTest {

  @ControllerConfiguration(name = "auditlog")
  private static final class ReadyAtOnce implements Reconciler<AuditLog>, Cleaner<AuditLog> {
    private final AtomicInteger reconciled = new AtomicInteger();
    private final AtomicInteger cleaned = new AtomicInteger();

    @Override
    public UpdateControl<AuditLog> reconcile(AuditLog log, Context<AuditLog> context) {
      reconciled.incrementAndGet();
      AuditLog patch = new AuditLog();
      patch.getMetadata().setName(log.getMetadata().getName());
      patch.getMetadata().setNamespace(log.getMetadata().getNamespace());
      patch.setStatus(new AuditLogStatus());
      patch.getStatus().setObservedGeneration(log.getMetadata().getGeneration());
      patch
          .getStatus()
          .setConditions(
              List.of(new ConditionBuilder().withType("Ready").withStatus("True").build()));
      return UpdateControl.patchStatus(patch);
    }

    @Override
    public DeleteControl cleanup(AuditLog log, Context<AuditLog> context) {
      cleaned.incrementAndGet();
      return DeleteControl.defaultDelete();
    }
  }

  @Test
  void aResourceGetsItsFinalizerItsStatusAndItsCleanup() throws IOException {
    ReadyAtOnce reconciler = new ReadyAtOnce();
    try (MockKubernetes kubernetes = MockKubernetes.start()) {
      KubernetesClient client = kubernetes.client();
      Operator operator =
          new Operator(
              configuration ->
                  configuration
                      .withKubernetesClient(client)
                      .withCloseClientOnStop(false)
                      .withLeaderElectionConfiguration(
                          LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(
                                  "operator")
                              .withLeaseNamespace("kafka")
                              .withExitOnStopLeading(false)
                              .build()));
      operator.register(reconciler);
      operator.start();
      try {
        kubernetes.apply(Path.of("../examples/01-quickstart/01-auditlog.yaml"));
        await()
            .untilAsserted(
                () -> assertThat(log(client).getStatus().getObservedGeneration()).isEqualTo(1));
        assertThat(log(client).getMetadata().getFinalizers()).hasSize(1);

        client.resource(log(client)).delete();
        await().untilAsserted(() -> assertThat(log(client)).isNull());
        assertThat(reconciler.cleaned).hasValue(1);
        assertThat(reconciler.reconciled).hasValueBetween(1, 2);
      } finally {
        operator.stop();
      }
    }
  }

  private static AuditLog log(KubernetesClient client) {
    return client.resources(AuditLog.class).inNamespace("kafka").withName("orders").get();
  }
}
