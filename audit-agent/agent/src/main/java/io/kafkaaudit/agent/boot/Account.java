package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Lane;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.LossLedger;
import io.kafkaaudit.agent.delivery.DeliveryListener;
import io.kafkaaudit.agent.delivery.FailureCause;
import io.kafkaaudit.agent.delivery.Outbox;
import io.kafkaaudit.agent.event.EventEncoder;
import io.kafkaaudit.agent.event.RunIdentity;
import io.kafkaaudit.agent.hook.Breaker;
import io.kafkaaudit.agent.hook.Hooks;
import io.kafkaaudit.agent.metrics.Counters;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.EventTypes;
import io.kafkaaudit.contract.LossCause;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the events of the audit topic densely and puts them into the outbox; what cannot be put
 * there, and what never reached the encoder, keeps its number in the ledger until a loss event
 * names it. Owned by the encoder thread, save the listener's methods.
 */
final class Account implements DeliveryListener {
  /** Room in the outbox that only management, denials and the account itself may use. */
  private static final int RESERVED_FOR_EVIDENCE = 4;

  private static final Set<Category> ALL = EnumSet.allOf(Category.class);

  private final String topic;
  private final byte[] key;
  private final EventEncoder encoder;
  private final Outbox outbox;
  private final Lanes lanes;
  private final Counters counters;
  private final LossLedger ledger = new LossLedger();
  private final long[] droppedSeen;
  private final long[] skippedSeen;
  private long sequence;
  private long noLossBefore;
  private volatile @Nullable Throwable lastError;

  Account(
      String topic,
      RunIdentity run,
      EventEncoder encoder,
      Outbox outbox,
      Lanes lanes,
      Counters counters) {
    this.topic = topic;
    this.key = run.agentId().getBytes(StandardCharsets.UTF_8);
    this.encoder = encoder;
    this.outbox = outbox;
    this.lanes = lanes;
    this.counters = counters;
    this.droppedSeen = new long[lanes.all().size()];
    this.skippedSeen = new long[Hooks.breakers().size()];
  }

  /** The highest number given so far. */
  long sequence() {
    return sequence;
  }

  LossLedger ledger() {
    return ledger;
  }

  /**
   * One event: encodes it under the next number.
   *
   * @param encode writes the event with the number into the encoder
   */
  void event(Category category, boolean evidence, LongConsumer encode) {
    long number = ++sequence;
    try {
      encode.accept(number);
      counters.captured();
      if (!put(number, evidence, category)) {
        lost(LossCause.OutboxFull, number, category);
      }
    } catch (Throwable e) {
      unreadable(e);
      lost(LossCause.HookBreaker, number, category); // the number is given: it must not be a gap
    }
  }

  /** An act of which no event can be made takes a number, so that a loss event names it. */
  void unencodable(Category category, Throwable error) {
    unreadable(error);
    lost(LossCause.HookBreaker, ++sequence, category);
  }

  /** Less than everything could be told of an act. */
  void unreadable(Throwable error) {
    lastError = error;
  }

  private void lost(LossCause cause, long number, Category category) {
    long now = System.currentTimeMillis();
    ledger.lost(cause, number, number, EnumSet.of(category), now, now);
  }

  /** Why the latest act that could not be told, or not wholly, was not; null: there is none. */
  @Nullable String lastError() {
    Throwable error = lastError;
    return error == null ? null : "an act could not be told wholly: " + error;
  }

  /** Gives numbers to what was dropped before it could be numbered. */
  void numberDropped() {
    List<Lane> all = lanes.all();
    for (int i = 0; i < all.size(); i++) {
      long dropped = all.get(i).dropped();
      number(LossCause.RingFull, dropped - droppedSeen[i], categoriesOf(i));
      droppedSeen[i] = dropped;
    }
    List<Breaker> breakers = Hooks.breakers();
    for (int i = 0; i < breakers.size(); i++) {
      long skipped = breakers.get(i).skipped();
      number(LossCause.HookBreaker, skipped - skippedSeen[i], ALL);
      skippedSeen[i] = skipped;
    }
  }

  private void number(LossCause cause, long count, Set<Category> categories) {
    if (count > 0) {
      long now = System.currentTimeMillis();
      ledger.lost(cause, sequence + 1, sequence + count, categories, now, now);
      sequence += count;
    }
  }

  private static Set<Category> categoriesOf(int lane) {
    if (lane == 1) {
      return EnumSet.of(Category.Authentication);
    }
    return ALL;
  }

  /** Names open losses in loss events, at most once a second. */
  void reportLosses(boolean atOnce) {
    long tick = Ticks.millis();
    if (ledger.isEmpty() || (tick < noLossBefore && !atOnce)) {
      return;
    }
    noLossBefore = tick + 1_000;
    long now = System.currentTimeMillis();
    for (LossLedger.Loss loss : ledger.takeAll()) {
      boolean named = false;
      try {
        named = report(loss, sequence + 1, now);
      } catch (Throwable e) {
        unreadable(e);
      }
      if (named) {
        sequence++;
      } else {
        ledger.reopen(loss); // its number was not used: the next attempt takes it
      }
    }
  }

  private boolean report(LossLedger.Loss loss, long number, long now) {
    encoder.own(
        EventTypes.LOSS,
        number,
        now,
        fields -> {
          fields.field("topic", topic).field("cause", loss.cause().name());
          fields.ranges("ranges", loss.ranges()).field("count", loss.count());
          fields.list("categories", names(loss.categories()));
          fields.time("firstTime", loss.firstMillis()).time("lastTime", loss.lastMillis());
        });
    return put(number, true, loss);
  }

  /**
   * Names every loss and waits until the destination has everything.
   *
   * @param until {@link System#nanoTime()} at which to give up
   * @return false: something is open, so that the run has no known end
   */
  boolean settle(long until) throws InterruptedException {
    do {
      reportLosses(true);
      while (outbox.bytes() > 0 && System.nanoTime() - until < 0) {
        Thread.sleep(10);
      }
    } while (!ledger.isEmpty() && System.nanoTime() - until < 0);
    return ledger.isEmpty() && outbox.bytes() == 0;
  }

  /** An event for the status topic, which is compacted: only the latest of an agent counts. */
  void status(String statusTopic, long number) {
    outbox.offerLatest(statusTopic, number, key, encoder.bytes(), encoder.length());
  }

  private boolean put(long number, boolean evidence, @Nullable Object tag) {
    long reserve = evidence ? 0 : outbox.capacity() / RESERVED_FOR_EVIDENCE;
    counters.encoded(encoder.length());
    return outbox.offer(topic, number, key, encoder.bytes(), encoder.length(), reserve, tag);
  }

  private static List<String> names(Set<Category> categories) {
    return categories.stream().map(Enum::name).collect(java.util.stream.Collectors.toList());
  }

  @Override
  public void delivered(Outbox.Entry entry) {
    counters.sent(entry.size());
  }

  @Override
  public void failed(Outbox.Entry entry, FailureCause cause, Throwable error) {
    if (!entry.topic().equals(topic)) {
      return; // a status that the next one replaces
    }
    long now = System.currentTimeMillis();
    Object tag = entry.tag();
    Set<Category> categories = tag instanceof Category ? EnumSet.of((Category) tag) : ALL;
    LossCause lossCause =
        cause == FailureCause.SEND_REJECTED ? LossCause.SendRejected : LossCause.UnknownOutcome;
    ledger.lost(lossCause, entry.sequence(), entry.sequence(), categories, now, now);
    if (tag instanceof LossLedger.Loss) {
      ledger.reopen((LossLedger.Loss) tag);
    }
  }
}
