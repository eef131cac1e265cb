package io.kafkaaudit.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

public class OutboxTest {
  private static final byte[] KEY = {1};
  private static final int SIZE = 1_000;
  private static final int EACH = SIZE + 320;

  private final Outbox outbox = new Outbox(160 * EACH);

  /** Takes out all that waits, as the sender does. */
  public static List<String> taken(Outbox outbox) throws InterruptedException {
    return taken(outbox, Integer.MAX_VALUE);
  }

  /** The same, so many at most. */
  public static List<String> taken(Outbox outbox, int most) throws InterruptedException {
    List<String> values = new ArrayList<>();
    while (values.size() < most) {
      Outbox.Entry entry = outbox.poll(0);
      if (entry == null) {
        break;
      }
      values.add(new String(entry.value, StandardCharsets.UTF_8));
      outbox.release(entry);
    }
    return values;
  }

  @ParameterizedTest
  @EnumSource(
      value = Priority.class,
      names = {"OTHER", "LOGIN", "DENIAL"})
  void noFloodTakesTheRoomOfManagement(Priority flooding) {
    for (int i = 0; i < 100; i++) {
      fill(flooding, "mallory-" + i);
    }
    assertThat(fill(Priority.MANAGEMENT, "alice")).isGreaterThanOrEqualTo(15);
    assertThat(fill(Priority.MANAGEMENT, "bob")).isGreaterThanOrEqualTo(3);
    assertThat(fill(Priority.OWN, "agent")).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = Priority.class,
      names = {"OTHER", "LOGIN", "DENIAL", "MANAGEMENT"})
  void aSourceLeavesRoomToTheNext(Priority priority) {
    int first = fill(priority, "mallory");
    int second = fill(priority, "alice");
    int third = fill(priority, "bob");
    assertThat(first).isGreaterThan(60);
    assertThat(second).isBetween(first / 8, first / 2);
    assertThat(third).isBetween(second / 3, second);
  }

  @Test
  void managementOfOneLeavesDenialsTheirRoom() {
    fill(Priority.MANAGEMENT, "alice");
    fill(Priority.MANAGEMENT, "bob");
    assertThat(fill(Priority.DENIAL, "mallory")).isGreaterThanOrEqualTo(15);
  }

  @Test
  void whatIsDeliveredIsRoomAgain() throws Exception {
    int before = fill(Priority.DENIAL, "mallory");
    assertThat(taken(outbox)).hasSize(before);
    assertThat(outbox.bytes()).isZero();
    assertThat(fill(Priority.DENIAL, "mallory")).isEqualTo(before);
  }

  @Test
  void thereIsRoomWhereItIsSaidThatThereIs() {
    Source source = new Source(Priority.OTHER, "alice");
    while (outbox.hasRoom(source, SIZE)) {
      assertThat(offer(source)).isTrue();
    }
    assertThat(offer(source)).isFalse();
  }

  private int fill(Priority priority, String who) {
    int count = 0;
    while (offer(new Source(priority, who))) {
      count++;
    }
    return count;
  }

  private boolean offer(Source source) {
    return outbox.offer("t", 1, KEY, ByteBuffer.allocate(SIZE), source, null);
  }

  @Test
  void recordsComeInOrderAndThoseThatFailedFirst() throws Exception {
    for (int i = 1; i <= 4; i++) {
      offerTo(i);
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
    offerTo(5);
    assertThat(outbox.poll(0)).extracting(Outbox.Entry::sequence).isEqualTo(5L);
  }

  /** A negative length fails where the copy is made, as memory may. */
  @Test
  void aStatusThatCannotBeCopiedLeavesTheOneBefore() throws Exception {
    outbox.offerLatest("s", 7, KEY, KEY, KEY.length);
    long before = outbox.bytes();
    assertThatThrownBy(() -> outbox.offerLatest("s", 8, KEY, KEY, -1))
        .isInstanceOf(NegativeArraySizeException.class);
    assertThat(outbox.bytes()).isEqualTo(before);
    Outbox.Entry latest = outbox.poll(0);
    assertThat(latest.sequence()).isEqualTo(7);
    outbox.release(latest);
    assertThat(outbox.bytes()).isZero();
  }

  private void offerTo(long sequence) {
    Source source = new Source(Priority.OTHER, "alice");
    assertThat(outbox.offer("t", sequence, KEY, ByteBuffer.allocate(2), source, null)).isTrue();
  }
}
