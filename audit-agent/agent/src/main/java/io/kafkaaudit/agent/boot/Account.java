package io.kafkaaudit.agent.boot;

import io.kafkaaudit.agent.capture.Lane;
import io.kafkaaudit.agent.capture.Lanes;
import io.kafkaaudit.agent.capture.LossLedger;
import io.kafkaaudit.agent.delivery.DeliveryListener;
import io.kafkaaudit.agent.delivery.ErrorText;
import io.kafkaaudit.agent.delivery.FailureCause;
import io.kafkaaudit.agent.delivery.Outbox;
import io.kafkaaudit.agent.delivery.Priority;
import io.kafkaaudit.agent.delivery.Source;
import io.kafkaaudit.agent.event.EventEncoder;
import io.kafkaaudit.agent.event.RunIdentity;
import io.kafkaaudit.agent.hook.Breaker;
import io.kafkaaudit.agent.hook.Hooks;
import io.kafkaaudit.agent.metrics.Counters;
import io.kafkaaudit.contract.Category;
import io.kafkaaudit.contract.EventTypes;
import io.kafkaaudit.contract.LossCause;
import java.nio.ByteBuffer;
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
  /** The source of events about the agent itself. */
  private static final Source OWN = new Source(Priority.OWN, "agent");

  /** Bytes that an event is expected to have; its size is known only when it is encoded. */
  private static final int TYPICAL_EVENT = 1_024;

  private final String topic;
  private final byte[] key;
  private final EventEncoder encoder;
  private final Outbox outbox;
  private final Lanes lanes;
  private final Counters counters;
  private final Losses losses = new Losses();
  private final long[] droppedSeen;
  private final long[] refusedSeen;
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
    this.refusedSeen = new long[lanes.all().size()];
    this.skippedSeen = new long[Hooks.breakers().size()];
  }

  /** The highest number given so far. */
  long sequence() {
    return sequence;
  }

  LossLedger ledger() {
    return losses.ledger();
  }

  /** An event of the agent itself. */
  void own(LongConsumer encode) {
    event(OWN, Category.Management, encode);
  }

  /**
   * One event: encodes it under the next number.
   *
   * @param encode writes the event with the number into the encoder
   */
  void event(Source source, Category category, LongConsumer encode) {
    long number = ++sequence;
    boolean told = false;
    try {
      encode.accept(number);
      counters.captured();
      counters.encoded(encoder.length());
      told = put(number, source, category);
      if (!told) {
        lost(LossCause.OutboxFull, number, category);
      }
    } catch (Throwable e) {
      unreadable(e);
      if (!told) {
        lost(LossCause.HookBreaker, number, category); // the number is given: it must not be a gap
      }
    }
  }

  /**
   * Numbers and encodes an event that can also be told later.
   *
   * @return false: the outbox has no room for it now, and no number was given
   */
  boolean offer(Source source, Category category, LongConsumer encode) {
    if (!outbox.hasRoom(source, TYPICAL_EVENT)) {
      return false;
    }
    long number = sequence + 1;
    boolean told = false;
    try {
      encode.accept(number);
      told = put(number, source, category);
      if (!told) {
        return false;
      }
      sequence = number;
      counters.captured();
      counters.encoded(encoder.length());
    } catch (Throwable e) {
      unreadable(e);
      sequence = number;
      if (!told) {
        lost(LossCause.HookBreaker, number, category);
      }
    }
    return true;
  }

  /** Counts events as lost for which there will be no room. */
  void lost(LossCause cause, long count, Set<Category> categories) {
    number(cause, count, categories);
  }

  /** An act of which no event can be made takes a number, so that a loss event names it. */
  void unencodable(Category category, Throwable error) {
    unreadable(error);
    lost(LossCause.HookBreaker, ++sequence, category);
  }

  /** An act could be told only in part. */
  void unreadable(Throwable error) {
    lastError = error;
  }

  private void lost(LossCause cause, long number, Category category) {
    lost(cause, number, number, EnumSet.of(category));
  }

  /** Whatever fails here, the numbers are named later: memory may have run out. */
  private void lost(LossCause cause, long from, long to, Set<Category> categories) {
    Throwable failure = losses.add(cause, from, to, categories);
    if (failure != null) {
      lastError = failure;
    }
  }

  /** Why the latest act that was not told completely was not; null: all were. */
  @Nullable String lastError() {
    Throwable error = lastError;
    return error == null ? null : "an act could not be told wholly: " + ErrorText.of(error);
  }

  /** Gives numbers to what was dropped before it could be numbered. */
  void numberDropped() {
    List<Lane> all = lanes.all();
    for (int i = 0; i < all.size(); i++) {
      long dropped = all.get(i).dropped();
      number(LossCause.RingFull, dropped - droppedSeen[i], categoriesOf(i));
      droppedSeen[i] = dropped;
      long refused = all.get(i).refused();
      number(LossCause.MemoryFull, refused - refusedSeen[i], categoriesOf(i));
      refusedSeen[i] = refused;
    }
    List<Breaker> breakers = Hooks.breakers();
    for (int i = 0; i < breakers.size(); i++) {
      long skipped = breakers.get(i).skipped();
      number(LossCause.HookBreaker, skipped - skippedSeen[i], Losses.ALL);
      skippedSeen[i] = skipped;
    }
  }

  private void number(LossCause cause, long count, Set<Category> categories) {
    if (count > 0) {
      sequence += count;
      lost(cause, sequence - count + 1, sequence, categories);
    }
  }

  private Set<Category> categoriesOf(int lane) {
    Lane of = lanes.all().get(lane);
    if (of == lanes.management()) {
      return EnumSet.of(Category.Management);
    }
    return of == lanes.authentication() ? EnumSet.of(Category.Authentication) : Losses.ALL;
  }

  /** Names open losses in loss events, at most once a second. */
  void reportLosses(boolean atOnce) {
    long tick = Ticks.millis();
    if (losses.isEmpty() || (tick < noLossBefore && !atOnce)) {
      return;
    }
    noLossBefore = tick + 1_000;
    long now = System.currentTimeMillis();
    for (LossLedger.Loss loss : losses.toName()) {
      boolean named = named(loss, now);
      sequence += named ? 1 : 0; // a number that was not used is that of the next attempt
      losses.tried(loss, named);
    }
  }

  private boolean named(LossLedger.Loss loss, long now) {
    try {
      return report(loss, sequence + 1, now);
    } catch (Throwable e) {
      unreadable(e);
      return false;
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
    return put(number, OWN, loss);
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
    } while (!losses.isEmpty() && System.nanoTime() - until < 0);
    return outbox.bytes() == 0 && losses.isEmpty(); // a rejection is noted before its room is free
  }

  /** An event for the status topic, which is compacted: only the latest of an agent counts. */
  void status(String statusTopic, long number) {
    outbox.offerLatest(statusTopic, number, key, encoder.bytes(), encoder.length());
  }

  private boolean put(long number, Source source, @Nullable Object tag) {
    ByteBuffer event = ByteBuffer.wrap(encoder.bytes(), 0, encoder.length());
    return outbox.offer(topic, number, key, event, source, tag);
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
    Object tag = entry.tag();
    Set<Category> categories = tag instanceof Category ? EnumSet.of((Category) tag) : Losses.ALL;
    LossCause lossCause =
        cause == FailureCause.SEND_REJECTED ? LossCause.SendRejected : LossCause.UnknownOutcome;
    if (tag instanceof LossLedger.Loss) {
      losses.ledger().reopen((LossLedger.Loss) tag);
    }
    lost(lossCause, entry.sequence(), entry.sequence(), categories);
  }
}
