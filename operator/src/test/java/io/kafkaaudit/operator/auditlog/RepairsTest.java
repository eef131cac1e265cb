package io.kafkaaudit.operator.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.MockKubernetes;
import io.kafkaaudit.embedded.SteppedClock;
import io.kafkaaudit.operator.auditlog.Repairs.Drift;
import io.kafkaaudit.operator.conditions.EventRecorder;
import io.kafkaaudit.operator.metrics.OperatorMeter;
import io.kafkaaudit.operator.metrics.OperatorMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepairsTest {
  private static final Drift RETENTION = new Drift("retention", "retention set back from 1 to 7");
  private static final Drift CLEANUP = new Drift("cleanup", "cleanup set back");

  private final MockKubernetes kubernetes = MockKubernetes.start();
  private final SteppedClock clock = new SteppedClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Repairs repairs =
      new Repairs(
          new EventRecorder(kubernetes.client(), clock),
          new OperatorMetrics(registry, clock),
          clock);
  private final AuditLog log =
      Serialization.unmarshal(
          """
          apiVersion: kafkaaudit.io/v1alpha1
          kind: AuditLog
          metadata: {name: orders, namespace: kafka, uid: "1"}
          """,
          AuditLog.class);

  @AfterEach
  void stop() {
    kubernetes.close();
  }

  @Test
  void theSameThreeTimesWithinTheWindowIsAContestForAnHour() {
    for (int i = 0; i < Repairs.MOST; i++) {
      assertThat(contested(RETENTION)).isEmpty();
      repair(RETENTION);
      clock.forward(Duration.ofMinutes(4));
    }
    assertThat(contested(RETENTION, CLEANUP)).containsExactly("retention");
    repair(CLEANUP); // goes on
    assertThat(events()).hasSize(2).anySatisfy(event -> assertThat(event.getCount()).isEqualTo(3));
    assertThat(
            registry
                .get(OperatorMeter.DRIFT_REPAIRED.meterName())
                .tag("kind", "topic")
                .counter()
                .count())
        .isEqualTo(4);

    clock.forward(Repairs.REST.minus(Duration.ofMinutes(5)));
    assertThat(contested(RETENTION)).containsExactly("retention");
    clock.forward(Duration.ofMinutes(2));
    assertThat(contested(RETENTION)).as("tried again").isEmpty();
  }

  @Test
  void nowAndThenIsNone() {
    for (int i = 0; i < 10; i++) {
      repair(RETENTION);
      clock.forward(Duration.ofMinutes(6));
      assertThat(contested(RETENTION)).isEmpty();
    }
  }

  @Test
  void whatBrokersHaveNotSeenYetIsNone() {
    repairs.repaired(log, "access", List.of(), Set.of("retention"));
    for (int i = 0; i < 10; i++) {
      clock.forward(Duration.ofSeconds(1));
      repair(RETENTION);
    }
    assertThat(contested(RETENTION)).isEmpty();
    assertThat(events()).isEmpty();
    clock.forward(Repairs.SETTLING.plusSeconds(1));
    repair(RETENTION);
    assertThat(events()).hasSize(1);
  }

  @Test
  void anAuditLogThatIsGoneIsForgotten() {
    for (int i = 0; i < Repairs.MOST; i++) {
      repair(RETENTION);
      clock.forward(Duration.ofMinutes(1));
    }
    assertThat(contested(RETENTION)).isNotEmpty();
    repairs.forget("1");
    assertThat(contested(RETENTION)).isEmpty();
  }

  private void repair(Drift drift) {
    repairs.repaired(log, "topic", List.of(drift), Set.of(drift.item()));
  }

  private Set<String> contested(Drift... drift) {
    return repairs.contested("1", List.of(drift));
  }

  private List<Event> events() {
    return kubernetes.client().v1().events().inNamespace("kafka").list().getItems();
  }
}
