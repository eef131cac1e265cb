package io.kafkaaudit.operator.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.contract.AgentFiles;
import io.kafkaaudit.crd.AgentsStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.injection.InjectionReport;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettingsStepTest {
  private static final InjectionReport ALL_COVERED =
      new InjectionReport(2, 2, 2, 0, true, Reason.AllInjected, "", List.of());

  private MockKubernetes kubernetes;
  private AuditLog log;

  @BeforeEach
  void start() {
    kubernetes = MockKubernetes.start();
    log =
        Serialization.unmarshal(
            """
            apiVersion: kafkaaudit.io/v1alpha1
            kind: AuditLog
            metadata: {name: orders, namespace: security, uid: "1", generation: 1}
            spec:
              cluster: {podSelector: {matchLabels: {app: kafka}}}
              topic: {name: audit-log-events}
              destination: {admin: {secretRef: {name: admin}}}
            """,
            AuditLog.class);
  }

  @AfterEach
  void stop() {
    kubernetes.close();
  }

  @Test
  void aMomentInWhichPodsCannotBeListedChangesNothing() {
    assertThat(settingsAfter(null, true)).contains("forwarded=Edge");
    assertThat(settingsAfter(ALL_COVERED, true)).contains("forwarded=Controller");
    assertThat(settingsAfter(null, true)).contains("forwarded=Controller");
  }

  @Test
  void whereTheOperatorInjectsNothingTheControllerReports() {
    assertThat(settingsAfter(null, false)).contains("forwarded=Controller");
  }

  private String settingsAfter(@Nullable InjectionReport pods, boolean injects) {
    AuditLogPass pass =
        new AuditLogPass(
            log, List.of(), List.of(log), new ConditionSet(List.of()), Duration.ofSeconds(1));
    if (pods != null) {
      AgentsStatus agents = new AgentsStatus();
      agents.setReporting(pods.desired());
      pass.status().setAgents(agents);
      pass.found(Fact.PODS, pods);
    }
    new SettingsStep(new OwnedObjects(kubernetes.client()), injects).run(pass);
    return kubernetes
        .client()
        .configMaps()
        .inNamespace("security")
        .withName("orders-kafka-audit-agent")
        .get()
        .getData()
        .get(AgentFiles.SETTINGS);
  }
}
