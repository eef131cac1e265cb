package io.kafkaaudit.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.crd.AuditLogStatus;
import io.kafkaaudit.embedded.SteppedClock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
    assertThat(gauge(OperatorMeter.NEXT_ROTATION)).isNaN();

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
      assertThat(scraped).containsPattern("(?m)^" + meter.prometheusName() + "(_count)?\\{");
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
    assertThat(ofLog("other")).as("counters begin with 0").hasSize(8);
    metrics.observe(log, status, List.of());
    assertThat(gauge(OperatorMeter.KEYS)).as("made again").isEqualTo(2);
  }

  private void everything() {
    metrics.observe(log, status, List.of());
    metrics.driftRepaired(log, "access", 2);
    metrics.eventsLost(log);
    metrics.leftBehind(log);
    metrics.called("topic", "success", Duration.ofMillis(3));
  }

  private List<String> ofLog(String name) {
    return registry.getMeters().stream()
        .map(Meter::getId)
        .filter(id -> name.equals(id.getTag("auditlog")))
        .map(Meter.Id::getName)
        .toList();
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
