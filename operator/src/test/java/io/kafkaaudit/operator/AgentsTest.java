package io.kafkaaudit.operator;

import static io.kafkaaudit.operator.metrics.OperatorMeter.EVENTS_CAPTURED;
import static io.kafkaaudit.operator.metrics.OperatorMeter.PODS_REPORTING;
import static io.kafkaaudit.operator.metrics.OperatorMeter.STORED_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.kafkaaudit.contract.Forwarded;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of an AuditLog to Ready, by pods and by what their agents report; the test reports. */
class AgentsTest extends OnKafka {
  @TempDir static Path jars;
  private String log;
  private OperatorBench bench;
  private StandInAgent agent;

  @Test
  void readyIsWhatEveryAgentReportsUnderTheSettingsOfNow() throws Exception {
    try (OperatorBench started = new OperatorBench(kafka, root, Duration.ofMillis(300));
        StandInAgent standIn = new StandInAgent(kafka, "orders", 7)) {
      begin("orders", started, standIn);
      awaitReason("AccessReady", "AccessAsSpecified");
      awaitReason("AgentInjected", "NoPods");
      assertThat(bench.agentSettings(log).forwarded()).isEqualTo(Forwarded.Edge);

      String revision = bench.log(log).getStatus().getAgents().getRevision();
      KafkaPods pods = new KafkaPods(bench.client(), log);
      pods.create("kafka-0", revision, true);
      awaitReason("AgentInjected", "AllInjected");
      awaitReason("AgentReporting", "WaitingForAgents");
      assertThat(bench.agentSettings(log).forwarded())
          .as("nobody reports")
          .isEqualTo(Forwarded.Edge);

      agent.report(bench.agentSettings(log).settingsRevision(), 12);
      await()
          .atMost(OperatorBench.LONG)
          .until(() -> bench.agentSettings(log).forwarded() == Forwarded.Controller);
      awaitReason("AgentReporting", "SettingsRollingOut");
      assertThat(condition("Ready").getStatus()).isEqualTo("False");

      agent.report(bench.agentSettings(log).settingsRevision(), 12);
      awaitReason("AgentReporting", "AllReporting");
      await().atMost(OperatorBench.LONG).until(() -> condition("Ready").getStatus().equals("True"));
      assertThat(bench.log(log).getStatus().getSummary().getAgents()).isEqualTo("1/1");
      assertThat(bench.log(log).getStatus().getAgents().getReporting()).isOne();
      await()
          .atMost(OperatorBench.LONG)
          .ignoreExceptionsInstanceOf(MeterNotFoundException.class)
          .untilAsserted(
              () -> {
                assertThat(bench.registry().get(PODS_REPORTING.meterName()).gauge().value())
                    .isOne();
                assertThat(bench.registry().get(EVENTS_CAPTURED.meterName()).counter().count())
                    .isEqualTo(12);
                assertThat(bench.registry().get(STORED_BYTES.meterName()).gauge().value())
                    .isNotNaN();
              });

      bench.clock().forward(Duration.ofSeconds(31));
      awaitReason("AgentReporting", "WaitingForAgents");
      assertThat(condition("AgentReporting").getMessage()).contains("Silent: node 7 since");
      assertThat(bench.agentSettings(log).forwarded())
          .as("a restart with the agent changes nothing")
          .isEqualTo(Forwarded.Controller);

      pods.create("kafka-1", null, true);
      awaitReason("AgentInjected", "RestartNeeded");
      await()
          .atMost(OperatorBench.LONG)
          .until(() -> bench.agentSettings(log).forwarded() == Forwarded.Edge);
    }
  }

  @Test
  void aSilentAgentIsNoticedLongBeforeTheNextPoll() throws Exception {
    try (OperatorBench started = new OperatorBench(kafka, root, Duration.ofHours(1));
        StandInAgent standIn = new StandInAgent(kafka, "quiet", 7)) {
      begin("quiet", started, standIn);
      wakeUntil("AgentInjected", "NoPods");
      new KafkaPods(bench.client(), log)
          .create("kafka-0", bench.log(log).getStatus().getAgents().getRevision(), true);
      wakeUntil("AgentReporting", "WaitingForAgents");
      agent.report("none yet", 0);
      await()
          .atMost(OperatorBench.LONG)
          .until(
              () -> {
                bench.wake(log);
                return bench.agentSettings(log).forwarded() == Forwarded.Controller;
              });
      agent.report(bench.agentSettings(log).settingsRevision(), 0);
      wakeUntil("AgentReporting", "AllReporting");

      bench.clock().forward(Duration.ofSeconds(20));
      long looks = bench.looks();
      bench.wake(log);
      await().atMost(OperatorBench.LONG).until(() -> bench.looks() > looks);
      assertThat(condition("AgentReporting").getReason()).isEqualTo("AllReporting");

      awaitReason("AgentReporting", "WaitingForAgents"); // and nobody wakes the operator
      assertThat(condition("AgentReporting").getMessage()).contains("Silent: node 7 since");
    }
  }

  private void begin(String name, OperatorBench started, StandInAgent standIn) throws Exception {
    log = name;
    bench = started;
    agent = standIn;
    bench.inject(Files.writeString(jars.resolve(name + ".jar"), "as good as any jar"));
    bench.start();
    bench.applyAdmin(name);
    bench.applyLog(name, 2);
  }

  private Condition condition(String type) {
    return bench.log(log).getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private void awaitReason(String type, String reason) {
    await()
        .atMost(OperatorBench.LONG)
        .ignoreExceptions() // while there is no status yet
        .untilAsserted(
            () ->
                assertThat(condition(type).getReason())
                    .as(condition(type).getMessage())
                    .isEqualTo(reason));
  }

  /** The same where the poll interval is too long to wait for. */
  private void wakeUntil(String type, String reason) {
    await()
        .atMost(OperatorBench.LONG)
        .ignoreExceptions() // while there is no status yet
        .until(
            () -> {
              bench.wake(log);
              return condition(type).getReason();
            },
            reason::equals);
  }
}
