package io.kafkaaudit.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LaneTest {

  @Test
  void whatIsPutIsTakenInOrderAndCleared() {
    Lane lane = new Lane(4, new SharedRoom(1_000));
    put(lane, 1);
    put(lane, 2);
    List<Long> taken = new ArrayList<>();
    while (lane.take(act -> taken.add(act.timeMillis))) {}
    assertThat(taken).containsExactly(1L, 2L);
    assertThat(lane.used()).isZero();
  }

  @Test
  void aFullLaneRefusesAndCounts() {
    Lane lane = new Lane(3, new SharedRoom(1_000));
    assertThat(lane.capacity()).isEqualTo(4);
    for (int i = 0; i < 6; i++) {
      put(lane, i);
    }
    assertThat(lane.dropped()).isEqualTo(2);
    assertThat(lane.take(act -> assertThat(act.timeMillis).isZero())).isTrue();
    put(lane, 9);
    assertThat(lane.dropped()).isEqualTo(2);
  }

  @Test
  void whatAnActHoldsIsGivenBackWithItsSlot() {
    SharedRoom room = new SharedRoom(1_000);
    Lane lane = new Lane(8, room);
    lane.publish(lane.claim("alice", 600, 3));
    assertThat(lane.claim("alice", 600, 3)).isNull();
    assertThat(lane.refused()).isEqualTo(3);
    assertThat(room.used()).isEqualTo(600);
    assertThat(lane.take(act -> {})).isTrue();
    assertThat(room.used()).isZero();
  }

  @Test
  void whoTakesAnActOverHoldsItsBytes() {
    SharedRoom room = new SharedRoom(1_000);
    Lane lane = new Lane(8, room);
    lane.publish(lane.claim("alice", 600, 1));
    Act kept = new Act();
    assertThat(lane.take(kept::takeFrom)).isTrue();
    assertThat(room.used()).isEqualTo(600);
    lane.release(kept);
    lane.release(kept);
    assertThat(room.used()).isZero();
  }

  @Test
  void anActWithoutASlotHoldsNothing() {
    SharedRoom room = new SharedRoom(1_000);
    Lane lane = new Lane(2, room);
    lane.claim();
    lane.claim();
    assertThat(lane.claim("alice", 100, 5)).isNull();
    assertThat(lane.dropped()).isEqualTo(5);
    assertThat(room.used()).isZero();
  }

  @Test
  void aClaimedSlotIsInvisibleUntilItIsPublished() {
    Lane lane = new Lane(2, new SharedRoom(1_000));
    Act act = lane.claim();
    assertThat(lane.take(taken -> {})).isFalse();
    lane.publish(act);
    assertThat(lane.take(taken -> {})).isTrue();
  }

  @Test
  void manyThreadsLoseAndDoubleNothingUncounted() throws Exception {
    Lane lane = new Lane(64, new SharedRoom(1_000));
    int threads = 4;
    int each = 50_000;
    int[] seen = new int[threads * each];
    AtomicInteger running = new AtomicInteger(threads);
    for (int t = 0; t < threads; t++) {
      int first = t * each;
      new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  put(lane, first + i);
                }
                running.decrementAndGet();
              })
          .start();
    }
    long taken = 0;
    boolean more = true;
    while (more) {
      more = running.get() > 0;
      while (lane.take(act -> seen[(int) act.timeMillis]++)) {
        taken++;
        more = true;
      }
    }
    assertThat(taken + lane.dropped()).isEqualTo((long) threads * each);
    assertThat(java.util.Arrays.stream(seen).max().getAsInt()).isOne();
  }

  private static void put(Lane lane, long value) {
    Act act = lane.claim();
    if (act != null) {
      act.timeMillis = value;
      lane.publish(act);
    }
  }
}
