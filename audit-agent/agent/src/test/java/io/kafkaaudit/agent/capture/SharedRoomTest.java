package io.kafkaaudit.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkaaudit.agent.capture.SharedRoom.Share;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedRoomTest {
  private final SharedRoom room = new SharedRoom(1_000);

  @Test
  void whoIsAloneMayHoldThreeQuarters() {
    assertThat(fill(room, "alice")).isEqualTo(750);
  }

  @Test
  void withSeveralActiveNoneTakesOverHalfAndAnotherFindsRoom() {
    assertThat(room.claim("bob", 1)).isNotNull();
    assertThat(fill(room, "alice")).isBetween(490, 500);
    assertThat(fill(room, "bob")).isBetween(200, 250);
    assertThat(fill(room, "carol")).isPositive();
  }

  @Test
  void whatIsGivenBackIsRoomAgain() {
    Share share = room.claim("alice", 700);
    assertThat(room.claim("alice", 700)).isNull();
    assertThat(room.claim(share, 50)).isTrue();
    room.release(share, 750);
    assertThat(room.used()).isZero();
    assertThat(room.claim("bob", 700)).isNotNull();
  }

  @Test
  void nothingIsHeldBeyondTheCapacityWhoeverComes() {
    SharedRoom small = new SharedRoom(100);
    for (int i = 0; i < 10_000; i++) {
      small.claim("source-" + i, 7);
      assertThat(small.used()).isLessThanOrEqualTo(100);
    }
    small.sweep();
    assertThat(small.claim("late", 200)).isNull();
  }

  @Test
  void manyThreadsHoldNoMoreThanThereIsAndGiveAllOfItBack() throws Exception {
    SharedRoom shared = new SharedRoom(1_000);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      String source = "source-" + t;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 50_000; i++) {
                  Share share = shared.claim(source, 90);
                  if (share != null) {
                    shared.release(share, 90);
                  }
                  if (i % 1_000 == 0) {
                    shared.sweep();
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(shared.used()).isZero();
  }

  private static int fill(SharedRoom room, String source) {
    int bytes = 0;
    while (room.claim(source, 1) != null) {
      bytes++;
    }
    return bytes;
  }
}
