package io.kafkaaudit.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.contract.LossCause;
import io.kafkaaudit.crd.AgentsStatus;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.embedded.SteppedClock;
import io.kafkaaudit.operator.kafka.AgentReport;
import io.kafkaaudit.operator.kafka.KeyLogins;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class OperatorMetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final SteppedClock clock = new SteppedClock();
  private final OperatorMetrics metrics = new OperatorMetrics(registry, clock);
  private final AuditLog log =
      Serialization.unmarshal(
          """
          apiVersion: kafkaaudit.io/v1alpha1
          kind: AuditLog
          metadata: {name: orders, namespace: kafka}
          spec:
            access: {keyLimit: 3}
          """,
          AuditLog.class);
  private final AuditLogStatus status =
      Serialization.unmarshal(
          """
          keys:
            - {id: KAAAAAAAAAAAAAAA, state: Granted}
            - {id: KAAAAABBBBBBBBBB, state: Orphaned}
          """,
          AuditLogStatus.class);

  @Test
  void gaugesFollowTheStatus() {
    metrics.observe(log, status, List.of());
    assertThat(gauge(OperatorMeter.KEYS)).isEqualTo(2);
    assertThat(gauge(OperatorMeter.KEY_LIMIT)).isEqualTo(3);
    assertThat(gauge(OperatorMeter.ORPHANED_KEYS)).isEqualTo(1);
    assertThat(gauge(OperatorMeter.READY)).isZero();
    assertThat(isShown(OperatorMeter.NEXT_ROTATION)).isFalse();

    status.setConditions(
        List.of(new ConditionBuilder().withType("Ready").withStatus("True").build()));
    String later = clock.instant().plus(Duration.ofHours(2)).toString();
    String soon = clock.instant().plus(Duration.ofHours(1)).toString();
    metrics.observe(
        log, status, List.of(due(later), due(soon), due("never"), new AuditCredential()));
    assertThat(gauge(OperatorMeter.READY)).isOne();
    assertThat(gauge(OperatorMeter.NEXT_ROTATION)).isBetween(3590.0, 3600.0);
    clock.forward(Duration.ofHours(2));
    assertThat(gauge(OperatorMeter.NEXT_ROTATION)).as("overdue").isLessThan(-3590);
  }

  @Test
  void podsAreKnownWhileTheConditionsAre() {
    metrics.observe(log, status, List.of());
    assertThat(pods()).as("the operator injects nothing").isEmpty();

    status.setAgents(agents(3, 2, 1));
    status.setConditions(List.of(is("AgentInjected", "False"), is("AgentReporting", "True")));
    metrics.observe(log, status, List.of());
    assertThat(pods()).containsExactly(3.0, 2.0, 1.0);

    status.setConditions(List.of(is("AgentInjected", "True"), is("AgentReporting", "Unknown")));
    metrics.observe(log, status, List.of());
    assertThat(pods()).as("what they last said is old").containsExactly(3.0, 2.0);

    log.getSpec().setSuspend(true);
    metrics.observe(log, status, List.of());
    assertThat(pods()).as("suspended").containsExactly(0.0, 2.0);
  }

  private static AgentsStatus agents(int desired, int injected, int reporting) {
    AgentsStatus agents = new AgentsStatus();
    agents.setDesired(desired);
    agents.setInjected(injected);
    agents.setReporting(reporting);
    return agents;
  }

  private static Condition is(String type, String state) {
    return new ConditionBuilder().withType(type).withStatus(state).build();
  }

  private List<Double> pods() {
    return Stream.of(
            OperatorMeter.PODS_WANTED, OperatorMeter.PODS_INJECTED, OperatorMeter.PODS_REPORTING)
        .filter(this::isShown)
        .map(this::gauge)
        .toList();
  }

  @Test
  void whatAgentsCountedIsTakenOnceAndFromTheStartOfEachRun() {
    metrics.observe(log, status, List.of());
    metrics.agentsReported(log, List.of(report("a", 100, 10_000, 7)));
    assertThat(count(OperatorMeter.EVENTS_CAPTURED)).as("counted before we came").isZero();

    metrics.agentsReported(log, List.of(report("a", 103, 10_300, 8)));
    metrics.agentsReported(log, List.of(report("a", 103, 10_300, 8), report("b", 4, 400, 0)));
    metrics.agentsReported(log, List.of(report("a", 1, 1, 0), report("b", 5, 500, 0)));
    assertThat(count(OperatorMeter.EVENTS_CAPTURED)).isEqualTo(3 + 5);
    assertThat(count(OperatorMeter.BYTES_WRITTEN)).isEqualTo(300 + 500);
    assertThat(count(OperatorMeter.BYTES_SENT)).isEqualTo(600 + 1_000);
    assertThat(count(OperatorMeter.INGRESS_BYTES)).isEqualTo(900 + 1_500);
    assertThat(registry.get(OperatorMeter.AGENT_EVENTS_LOST.meterName()).counters())
        .as("every cause from 0 on")
        .hasSize(LossCause.values().length)
        .filteredOn(counter -> counter.count() != 0)
        .singleElement()
        .satisfies(
            counter -> {
              assertThat(counter.getId().getTag("cause")).isEqualTo("RingFull");
              assertThat(counter.count()).isOne();
            });
  }

  @Test
  void storageIsSummedOverTheTimeForWhichItIsKnown() {
    metrics.stored(log, OptionalLong.of(1_000));
    assertThat(gauge(OperatorMeter.STORED_BYTES)).isEqualTo(1_000);
    clock.forward(Duration.ofMinutes(3));
    metrics.stored(log, OptionalLong.of(5_000));
    clock.forward(Duration.ofMinutes(1));
    metrics.stored(log, OptionalLong.empty());
    assertThat(isShown(OperatorMeter.STORED_BYTES)).isFalse();
    double known = count(OperatorMeter.STORED_BYTE_MINUTES);
    assertThat(known).isCloseTo(3 * 1_000 + 5_000, Percentage.withPercentage(1));
    clock.forward(Duration.ofMinutes(100));
    metrics.stored(log, OptionalLong.of(9_000));
    assertThat(count(OperatorMeter.STORED_BYTE_MINUTES)).isEqualTo(known);
    assertThat(gauge(OperatorMeter.STORED_BYTES)).as("shown again").isEqualTo(9_000);
  }

  @Test
  void platformEventsThatWaitAreKnownOnceTheAuditLogIs() {
    metrics.waiting(log, 3);
    assertThat(isShown(OperatorMeter.PLATFORM_EVENTS_WAITING)).isFalse();
    metrics.observe(log, status, List.of());
    assertThat(isShown(OperatorMeter.PLATFORM_EVENTS_WAITING)).isFalse();
    metrics.waiting(log, 3);
    assertThat(gauge(OperatorMeter.PLATFORM_EVENTS_WAITING)).isEqualTo(3);
    metrics.waiting(log, 0);
    assertThat(gauge(OperatorMeter.PLATFORM_EVENTS_WAITING)).isZero();
    metrics.forget(log);
    metrics.waiting(log, 1);
    assertThat(registry.getMeters()).as("delivered late").isEmpty();
  }

  private double count(OperatorMeter meter) {
    return registry.get(meter.meterName()).counter().count();
  }

  @Test
  void whatIsMeasuredIsWhatTheReferenceSays() {
    everything();
    Map<String, List<String>> measured =
        registry.getMeters().stream()
            .map(Meter::getId)
            .collect(
                Collectors.toMap(
                    Meter.Id::getName,
                    id -> id.getTags().stream().map(Tag::getKey).sorted().toList(),
                    (one, another) -> one));
    assertThat(measured)
        .isEqualTo(
            Arrays.stream(OperatorMeter.values())
                .collect(
                    Collectors.toMap(
                        OperatorMeter::meterName,
                        meter -> meter.labels().stream().sorted().toList())));
    String scraped = registry.scrape();
    for (OperatorMeter meter : OperatorMeter.values()) {
      assertThat(scraped).containsPattern("(?m)^" + meter.prometheusName() + "(_count)?[{ ]");
    }
  }

  @Test
  void theMetersOfAnAuditLogGoWithItButForWhatItLeftBehind() {
    everything();
    AuditLog other = Serialization.clone(log);
    other.getMetadata().setName("other");
    metrics.observe(other, status, List.of());
    metrics.forget(log);
    assertThat(ofLog("orders")).containsExactly(OperatorMeter.LEFT_BEHIND.meterName());
    assertThat(ofLog("other")).as("counters begin with 0").hasSize(16 + LossCause.values().length);
    metrics.observe(log, status, List.of());
    assertThat(gauge(OperatorMeter.KEYS)).as("made again").isEqualTo(2);
  }

  private void everything() {
    metrics.leading(() -> true);
    status.setAgents(agents(3, 2, 1));
    status.setConditions(List.of(is("AgentInjected", "False"), is("AgentReporting", "True")));
    metrics.observe(log, status, List.of(due(clock.instant().toString())));
    metrics.waiting(log, 2);
    metrics.driftRepaired(log, "access", 2);
    metrics.eventsLost(log);
    metrics.leftBehind(log);
    metrics.called("topic", "success", Duration.ofMillis(3));
    metrics.agentsReported(log, List.of(report("a", 5, 500, 1)));
    metrics.stored(log, OptionalLong.of(3));
  }

  private static AgentReport report(String run, long captured, long bytes, long lost) {
    return new AgentReport(
        1,
        run,
        Instant.EPOCH,
        "rev",
        List.of(),
        List.of(),
        "",
        new AgentReport.Totals(
            captured, bytes, 2 * bytes, 3 * bytes, Map.of(LossCause.RingFull, lost)),
        KeyLogins.NONE);
  }

  private List<String> ofLog(String name) {
    return registry.getMeters().stream()
        .map(Meter::getId)
        .filter(id -> name.equals(id.getTag("auditlog")))
        .map(Meter.Id::getName)
        .toList();
  }

  private boolean isShown(OperatorMeter meter) {
    boolean shown = registry.find(meter.meterName()).gauge() != null;
    assertThat(registry.scrape().contains(meter.prometheusName() + "{")).isEqualTo(shown);
    return shown;
  }

  private double gauge(OperatorMeter meter) {
    MeterRegistry all = registry;
    return all.get(meter.meterName())
        .tags("namespace", "kafka", "auditlog", "orders")
        .gauge()
        .value();
  }

  private static AuditCredential due(String time) {
    return Serialization.unmarshal(
        """
        apiVersion: kafkaaudit.io/v1alpha1
        kind: AuditCredential
        metadata: {name: siem, namespace: kafka}
        status: {nextRotation: "%s"}
        """
            .formatted(time),
        AuditCredential.class);
  }
}
