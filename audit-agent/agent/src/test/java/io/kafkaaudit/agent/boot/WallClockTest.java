package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WallClockTest {
  @Test
  void whatHappenedBetweenTwoLooksAtTheClockIsBetweenThem() {
    WallClock clock = new WallClock();
    long before = System.currentTimeMillis();
    long then = System.nanoTime();
    clock.read();
    long after = System.currentTimeMillis();
    assertThat(clock.millisOf(then)).isBetween(before - 1, after + 1);
    assertThat(clock.millisOf(then - 5_000_000_000L) - clock.millisOf(then)).isEqualTo(-5_000);
  }
}
