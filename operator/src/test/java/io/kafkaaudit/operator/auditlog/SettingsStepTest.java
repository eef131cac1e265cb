package io.kafkaaudit.operator.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.contract.AgentFiles;
import io.kafkaaudit.crd.AgentsStatus;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.embedded.SteppedClock;
import io.kafkaaudit.operator.conditions.ConditionSet;
import io.kafkaaudit.operator.conditions.ConditionType;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.injection.InjectionReport;
import io.kafkaaudit.operator.kafka.DestinationConnections;
import io.kafkaaudit.operator.kafka.StubDestination;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import io.kafkaaudit.operator.owned.Keyring;
import io.kafkaaudit.operator.owned.OwnedObjects;
import io.kafkaaudit.operator.platform.PlatformEvents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettingsStepTest {
  private static final InjectionReport ALL_COVERED =
      new InjectionReport(2, 2, 2, 0, true, Reason.AllInjected, "", List.of());

  private MockKubernetes kubernetes;
  private final SteppedClock clock = new SteppedClock();
  private AuditLog log;
  private AgentObjectRepair repair;
  private boolean contested;

  @BeforeEach
  void start() {
    kubernetes = MockKubernetes.start();
    repair =
        new AgentObjectRepair(
            new Repairs(
                new EventRecorder(kubernetes.client(), clock),
                new OperatorMetrics(new SimpleMeterRegistry(), clock),
                clock),
            new PlatformEvents(
                new Keyring(kubernetes.client(), "kafka-audit"),
                new DestinationConnections(admin -> StubDestination.answering(Map.of())),
                (auditLog, waiting) -> {},
                clock,
                true));
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

  @Test
  void settingsThatSomebodyEditsAreSetBackAndToldAndContestedAtLast() {
    String written = settingsAfter(null, false);
    for (int i = 1; i <= Repairs.MOST; i++) {
      clock.forward(Duration.ofSeconds(10));
      edit("captured=nothing");
      assertThat(settingsAfter(null, false)).isEqualTo(written);
      assertThat(repairs()).extracting(Event::getCount).containsExactly(i);
    }
    assertThat(repairs())
        .extracting(Event::getMessage)
        .containsExactly(
            "ConfigMap orders-kafka-audit-agent of the agents was changed, and is set back");
    assertThat(contested).isFalse();
    clock.forward(Duration.ofSeconds(10));
    edit("captured=nothing");
    assertThat(settingsAfter(null, false)).isEqualTo("captured=nothing");
    assertThat(contested).isTrue();
  }

  @Test
  void aChangeOfTheSpecIsNoDriftNorAreSettingsOfAnOlderOperator() {
    settingsAfter(null, false);
    clock.forward(Duration.ofSeconds(10));
    log.getSpec().getCluster().setName("renamed");
    assertThat(settingsAfter(null, false)).contains("renamed");
    settings()
        .edit(
            present -> {
              present.getMetadata().setAnnotations(Map.of());
              present.setData(Map.of(AgentFiles.SETTINGS, "older=1"));
              return present;
            });
    assertThat(settingsAfter(null, false)).contains("renamed");
    assertThat(repairs()).isEmpty();
  }

  private void edit(String text) {
    settings()
        .edit(
            present -> {
              present.setData(Map.of(AgentFiles.SETTINGS, text));
              return present;
            });
  }

  private List<Event> repairs() {
    return kubernetes.client().v1().events().inNamespace("security").list().getItems().stream()
        .filter(event -> event.getReason().equals("DriftRepaired"))
        .toList();
  }

  private Resource<ConfigMap> settings() {
    return kubernetes
        .client()
        .configMaps()
        .inNamespace("security")
        .withName("orders-kafka-audit-agent");
  }

  private String settingsAfter(@Nullable InjectionReport pods, boolean injects) {
    AuditLogPass pass =
        new AuditLogPass(
            log,
            List.of(),
            List.of(log),
            new ConditionSet(List.of(ConditionType.AccessReady)),
            Duration.ofSeconds(1));
    if (pods != null) {
      AgentsStatus agents = new AgentsStatus();
      agents.setReporting(pods.desired());
      pass.status().setAgents(agents);
      pass.found(Fact.PODS, pods);
    }
    new SettingsStep(new OwnedObjects(kubernetes.client()), repair, injects).run(pass);
    contested =
        ConditionSet.find(
                pass.conditions().toConditions(List.of(), 1L, clock), ConditionType.AccessReady)
            .filter(condition -> "Contested".equals(condition.getReason()))
            .isPresent();
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
