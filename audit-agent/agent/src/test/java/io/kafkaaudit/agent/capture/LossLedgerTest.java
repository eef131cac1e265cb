package io.kafkaaudit.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.LossCause;
import io.kafkaaudit.contract.SequenceRanges;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossLedgerTest {
  private final LossLedger ledger = new LossLedger();

  @Test
  void neighboursAreOneRange() {
    lost(5, 6);
    lost(1, 1);
    lost(2, 4);
    lost(9, 9);
    LossLedger.Loss loss = ledger.takeAll().get(0);
    assertThat(loss.ranges()).isEqualTo(Map.of(1L, 6L, 9L, 9L));
    assertThat(loss.count()).isEqualTo(7);
    assertThat(ledger.isEmpty()).isTrue();
  }

  @Test
  void whatALossEventCouldNotTellIsOpenAgain() {
    lost(1, 3);
    LossLedger.Loss loss = ledger.takeAll().get(0);
    lost(5, 5);
    ledger.reopen(loss);
    assertThat(ledger.takeAll().get(0).ranges()).isEqualTo(Map.of(1L, 3L, 5L, 5L));
    assertThat(ledger.totals()).isEqualTo(Map.of(LossCause.OutboxFull, 4L));
  }

  @Test
  void eachCauseIsToldByItself() {
    lost(1, 1);
    ledger.lost(LossCause.RingFull, 2, 3, EnumSet.of(Category.Authentication), 10, 20);
    assertThat(ledger.takeAll())
        .extracting(LossLedger.Loss::cause)
        .containsExactlyInAnyOrder(LossCause.OutboxFull, LossCause.RingFull);
  }

  private void lost(long from, long to) {
    ledger.lost(LossCause.OutboxFull, from, to, EnumSet.of(Category.Management), from, to);
  }

  @Test
  void veryManyRangesBecomeSeveralLosses() {
    LossLedger ledger = new LossLedger();
    for (long number = 1; number <= 2_801; number += 2) {
      ledger.lost(LossCause.OutboxFull, number, number, EnumSet.of(Category.Produce), 5, 6);
    }
    List<LossLedger.Loss> losses = ledger.takeAll();
    assertThat(losses).extracting(loss -> loss.ranges().size()).containsExactly(1000, 401);
    assertThat(losses).extracting(LossLedger.Loss::count).containsExactly(1000L, 401L);
    assertThat(losses).allMatch(loss -> loss.cause() == LossCause.OutboxFull);
    losses.forEach(ledger::reopen);
    assertThat(ledger.takeAll()).hasSize(2);
  }

  @Test
  void whileNothingCanBeNamedTheMemoryDoesNotGrow() {
    LossLedger ledger = new LossLedger();
    for (long number = 1; number <= 100_000; number += 2) {
      ledger.lost(LossCause.OutboxFull, number, number, EnumSet.of(Category.Produce), 1, 2);
    }
    for (long number = 99_998; number > 99_000; number -= 4) {
      ledger.lost(LossCause.OutboxFull, number, number, EnumSet.of(Category.Produce), 1, 2);
    }
    List<LossLedger.Loss> losses = ledger.takeAll();
    assertThat(losses.stream().mapToInt(loss -> loss.ranges().size()).sum())
        .isLessThanOrEqualTo(1_500);
    SequenceRanges named = new SequenceRanges();
    losses.forEach(loss -> loss.ranges().forEach(named::add));
    for (long number = 1; number <= 100_000; number += 2) {
      assertThat(named.contains(number)).isTrue();
    }
  }
}
