package io.kafkaaudit.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClaimTest {
  private final SharedRoom first = new SharedRoom(1_000);
  private final SharedRoom second = new SharedRoom(1_000);
  private final Claim claim = Objects.requireNonNull(Claim.of(first, "alice", 100));

  @Test
  void itGrowsMovesAndEnds() {
    assertThat(claim.more(100)).isTrue();
    assertThat(claim.moveTo(second, "alice", 50)).isTrue();
    assertThat(first.used()).isZero();
    assertThat(second.used()).isEqualTo(250);
    assertThat(claim.more(50)).isTrue();
    claim.end();
    claim.end();
    assertThat(second.used()).isZero();
  }

  @Test
  void whereThereIsNoRoomItStaysWhatItWas() {
    assertThat(claim.more(900)).isFalse();
    assertThat(claim.moveTo(second, "alice", 900)).isFalse();
    assertThat(first.used()).isEqualTo(100);
    assertThat(second.used()).isZero();
  }

  @Test
  void onceEndedItHoldsNothingAndRefusesNothing() {
    claim.end();
    assertThat(claim.more(5_000)).isTrue();
    assertThat(claim.moveTo(second, "alice", 5_000)).isTrue();
    assertThat(first.used() + second.used()).isZero();
  }

  @Test
  void endingAtTheSameMomentLeavesNothingHeld() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      Claim one = Objects.requireNonNull(Claim.of(first, "bob", 10));
      Thread ending = new Thread(one::end);
      ending.start();
      one.more(10);
      one.moveTo(second, "bob", 10);
      one.more(10);
      ending.join();
      assertThat(second.used()).isZero();
      assertThat(first.used()).isEqualTo(100);
    }
  }
}
