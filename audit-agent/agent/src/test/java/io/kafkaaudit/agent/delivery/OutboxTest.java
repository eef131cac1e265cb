package io.kafkaaudit.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final byte[] KEY = {1};
  private static final byte[] VALUE = "{}".getBytes();

  private final Outbox outbox = new Outbox(100_000);

  @Test
  void recordsComeInOrderAndThoseThatFailedFirst() throws Exception {
    for (int i = 1; i <= 4; i++) {
      offer(i);
    }
    Outbox.Entry one = outbox.poll(0);
    Outbox.Entry two = outbox.poll(0);
    outbox.giveBack(two);
    outbox.giveBack(one);
    assertThat(outbox.poll(0)).isSameAs(one);
    assertThat(outbox.poll(0)).isSameAs(two);
    assertThat(outbox.poll(0)).extracting(Outbox.Entry::sequence).isEqualTo(3L);
    assertThat(outbox.poll(0)).extracting(Outbox.Entry::sequence).isEqualTo(4L);
    assertThat(outbox.poll(0)).isNull();
    offer(5);
    assertThat(outbox.poll(0)).extracting(Outbox.Entry::sequence).isEqualTo(5L);
  }

  /** A negative length fails where the copy is made, as memory may. */
  @Test
  void aRecordThatCannotBeCopiedTakesNoRoom() throws Exception {
    offer(1);
    long before = outbox.bytes();
    assertThatThrownBy(() -> outbox.offer("t", 2, KEY, VALUE, -1, 0, null))
        .isInstanceOf(NegativeArraySizeException.class);
    assertThat(outbox.bytes()).isEqualTo(before);
    assertThat(outbox.poll(0)).extracting(Outbox.Entry::sequence).isEqualTo(1L);
    assertThat(outbox.poll(0)).isNull();
  }

  @Test
  void aStatusThatCannotBeCopiedLeavesTheOneBefore() throws Exception {
    outbox.offerLatest("s", 7, KEY, VALUE, VALUE.length);
    long before = outbox.bytes();
    assertThatThrownBy(() -> outbox.offerLatest("s", 8, KEY, VALUE, -1))
        .isInstanceOf(NegativeArraySizeException.class);
    assertThat(outbox.bytes()).isEqualTo(before);
    Outbox.Entry latest = outbox.poll(0);
    assertThat(latest.sequence()).isEqualTo(7);
    outbox.release(latest);
    assertThat(outbox.bytes()).isZero();
  }

  private void offer(long sequence) {
    assertThat(outbox.offer("t", sequence, KEY, VALUE, VALUE.length, 0, null)).isTrue();
  }
}
