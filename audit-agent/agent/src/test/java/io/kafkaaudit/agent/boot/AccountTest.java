package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.LossLedger;
import io.kafkaaudit.agent.capture.MemoryPlan;
import io.kafkaaudit.agent.delivery.Outbox;
import io.kafkaaudit.agent.delivery.Priority;
import io.kafkaaudit.agent.delivery.Source;
import io.kafkaaudit.agent.event.EventEncoder;
import io.kafkaaudit.agent.event.RunIdentity;
import io.kafkaaudit.agent.metrics.Counters;
import io.kafkaaudit.contract.AgentSettings;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.EventTypes;
import io.kafkaaudit.contract.LossCause;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AccountTest {
  private final RunIdentity run = new RunIdentity("cluster", 1, UUID.randomUUID());
  private final EventEncoder encoder = new EventEncoder(run, "CONTROLLER");
  private final Account account =
      new Account(
          "audit",
          run,
          encoder,
          new Outbox(1_048_576),
          new Lanes(new MemoryPlan(AgentSettings.builder().topic("audit").build())),
          new Counters(() -> 0));

  @Test
  void anActOfWhichNoEventCanBeMadeKeepsItsNumberInTheLedger() {
    account.own(
        number -> {
          throw new NoSuchMethodError("a message of another shape");
        });
    account.own(number -> encoder.own(EventTypes.POLICY, number, 0, f -> {}));
    account.unencodable(Category.Management, new IllegalStateException("as above"));

    List<LossLedger.Loss> losses = account.ledger().takeAll();

    assertThat(account.sequence()).isEqualTo(3);
    assertThat(losses).hasSize(1);
    assertThat(losses.get(0).cause()).isEqualTo(LossCause.HookBreaker);
    assertThat(losses.get(0).ranges()).isEqualTo(Map.of(1L, 1L, 3L, 3L));
    assertThat(account.lastError()).contains("as above");
  }

  @Test
  void aNumberThatWasGivenIsNeverAGapWhateverFails() {
    account.event(
        new Source(Priority.LOGIN, "alice"),
        Category.Authentication,
        number -> {
          throw new OutOfMemoryError("for this test");
        });

    assertThat(account.sequence()).isOne();
    assertThat(account.ledger().takeAll().get(0).ranges()).isEqualTo(Map.of(1L, 1L));
  }

  @Test
  void aRunIsSettledOnlyWhenTheDestinationHasEverything() throws Exception {
    assertThat(account.settle(System.nanoTime())).isTrue();
    account.own(number -> encoder.own(EventTypes.POLICY, number, 0, f -> {}));
    assertThat(account.settle(System.nanoTime())).isFalse();
  }
}
