package io.kafkaaudit.operator.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.embedded.SteppedClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
  private static final Duration PAUSE = Duration.ofMinutes(5);
  private static final Duration RUN = Duration.ofMinutes(20);

  private final SteppedClock clock = new SteppedClock();
  private final LoopWatch watch = new LoopWatch(clock, PAUSE, RUN);
  private final AuditLog log = named(new AuditLog(), "orders");
  private final AuditCredential credential = named(new AuditCredential(), "siem");

  @Test
  void withNothingToDoNothingIsStuck() {
    clock.forward(Duration.ofDays(3));
    assertThat(watch.stuck()).as("a standby, or no AuditLog").isEmpty();
    turn(log);
    watch.cleanupDoneFor(new ResourceID("orders", "kafka"), Map.of());
    clock.forward(Duration.ofDays(3));
    assertThat(watch.stuck()).isEmpty();
  }

  @Test
  void aLoopThatTurnsIsAlive() {
    clock.forward(Duration.ofDays(3));
    for (int i = 0; i < 5; i++) {
      turn(log);
      clock.forward(PAUSE.minusSeconds(1));
      assertThat(watch.stuck()).isEmpty();
    }
  }

  @Test
  void anAuditLogThatIsNotLookedAtIsNamed() {
    turn(log);
    clock.forward(PAUSE.plusSeconds(1));
    assertThat(watch.stuck())
        .hasValueSatisfying(text -> assertThat(text).contains("no reconciliation ended since"));
    turn(credential);
    assertThat(watch.stuck()).isEmpty();
  }

  @Test
  void aReconciliationThatDoesNotEndIsNamedThoughOthersDo() {
    watch.reconciliationExecutionStarted(credential, Map.of());
    for (int i = 0; i < 5; i++) {
      clock.forward(PAUSE.minusSeconds(1));
      turn(log);
    }
    assertThat(watch.stuck())
        .hasValueSatisfying(text -> assertThat(text).contains("AuditCredential/kafka/siem"));
    watch.reconciliationExecutionFinished(credential, Map.of());
    assertThat(watch.stuck()).isEmpty();
  }

  /** The framework lets the next run begin on another thread before it tells of this one's end. */
  @Test
  void anEndThatIsToldLateDoesNotHideTheNextRun() throws InterruptedException {
    watch.reconciliationExecutionStarted(log, Map.of());
    Thread next = new Thread(() -> watch.reconciliationExecutionStarted(log, Map.of()));
    next.start();
    next.join();
    watch.reconciliationExecutionFinished(log, Map.of());
    clock.forward(RUN.plusSeconds(1));
    assertThat(watch.stuck())
        .hasValueSatisfying(text -> assertThat(text).contains("AuditLog/kafka/orders runs since"));
  }

  private void turn(HasMetadata resource) {
    watch.reconciliationExecutionStarted(resource, Map.of());
    watch.reconciliationExecutionFinished(resource, Map.of());
  }

  private static <T extends HasMetadata> T named(T resource, String name) {
    resource.setMetadata(new ObjectMetaBuilder().withNamespace("kafka").withName(name).build());
    return resource;
  }
}
